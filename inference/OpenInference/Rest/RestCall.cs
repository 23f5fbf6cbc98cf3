using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>One call over HTTP/1.1: what is around it is what is around one of gRPC.</summary>
sealed class RestCall(HttpContext context, OpenCall open)
{
    public HttpContext Context => context;
    public OpenCall Open => open;
    public InferenceProtocol Protocol { get; } = context.RequestServices.GetRequiredService<InferenceProtocol>();
    public string Model => (string)context.Request.RouteValues["name"]!;

    /// <summary>"" for the highest that is served.</summary>
    public string Version => (string?)context.Request.RouteValues["version"] ?? "";

    public static async Task RunAsync(HttpContext context, RestRoute route)
    {
        var log = context.RequestServices.GetRequiredService<CallLog>();
        try
        {
            var method = $"{context.Request.Method} {route.Path}";
            await log.RunAsync(
                context,
                method,
                DateTime.MaxValue,
                context.RequestAborted,
                async open =>
                {
                    CheckOrigin(context.Request);
                    var call = new RestCall(context, open);
                    open.Enter(
                        route.Method == RestRoutes.Infer ? new ModelInferRequest { ModelName = call.Model } : null
                    );
                    await route.Handler(call); // which reads the body: not before it may
                    return true;
                }
            );
        }
        catch (RpcException) when (OpenCall.Of(context).Ended is not null) { } // it tells its caller itself
        catch (RpcException e) when (!context.Response.HasStarted)
        {
            var status = (e as UnreadableException)?.HttpStatus ?? Refusal.HttpStatus(e.StatusCode);
            await Refusal.WriteAsync(context, e.StatusCode, e.Status.Detail, status);
        }
        catch (Exception) when (!context.Response.HasStarted) // said by the log
        {
            await Refusal.WriteAsync(context, StatusCode.Internal, "a fault of this server, which its log describes");
        }
    }

    public Task JsonAsync(IMessage message, int status = StatusCodes.Status200OK) =>
        BytesAsync(MessageJson.Of(message), status);

    /// <param name="json">of the answer</param>
    public async Task BytesAsync(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>The whole body, inflated.</summary>
    /// <exception cref="UnreadableException">It is too long, came too slowly, or is compressed otherwise.</exception>
    public async Task<ArraySegment<byte>> BodyAsync()
    {
        if (context.Request.Headers.ContentEncoding is [{ } encoding, ..] && encoding != "identity")
        {
            context.Response.Headers.AcceptEncoding = "gzip, deflate";
            throw new UnreadableException(
                StatusCodes.Status415UnsupportedMediaType,
                $"Content-Encoding '{encoding}': send gzip or deflate"
            );
        }
        try
        {
            return await RequestBodies.ReadAsync(context.Request);
        }
        catch (BadHttpRequestException e)
        {
            throw new UnreadableException(e.StatusCode, e.Message);
        }
        catch (InvalidDataException)
        {
            throw new UnreadableException(
                StatusCodes.Status400BadRequest,
                "the body is not compressed as its Content-Encoding says"
            );
        }
    }

    /// <summary>
    /// Triton's clients name no type of what they send, and curl a form's: types that a foreign page may send without
    /// being asked for a permission. A browser says where such a page comes from. WHATWG Fetch, "CORS-safelisted".
    /// </summary>
    static void CheckOrigin(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || request.Headers.Origin is not [{ } origin, ..])
            return;
        if (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value)
            return;
        throw new RpcException(new(StatusCode.PermissionDenied, $"a page of {origin} may not call this server"));
    }
}

/// <summary>A body that cannot be read, with its status in HTTP.</summary>
sealed class UnreadableException(int httpStatus, string message)
    : RpcException(
        new(
            httpStatus == StatusCodes.Status413PayloadTooLarge
                ? StatusCode.ResourceExhausted
                : StatusCode.InvalidArgument,
            message
        )
    )
{
    public int HttpStatus => httpStatus;
}
