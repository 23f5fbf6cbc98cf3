using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Platform.Inference.Wire;

namespace Platform.Inference.Security;

/// <summary>Ends a call before its handler: as a gRPC status in the headers, or as JSON of its protocol.</summary>
static class Refusal
{
    /// <summary>google.rpc.Status.</summary>
    sealed record Body(int Code, string Message, object[] Details);

    /// <summary>The Open Inference Protocol's.</summary>
    sealed record OpenInferenceBody(string Error);

    const string OpenInferencePath = "/v2";

    /// <param name="httpStatus">of a JSON call; null for that of the code</param>
    public static Task WriteAsync(HttpContext context, StatusCode code, string message, int? httpStatus = null)
    {
        var response = context.Response;
        message = Messages.Short(message);
        if (IsGrpc(context))
        {
            response.StatusCode = StatusCodes.Status200OK; // "Trailers-Only", gRPC over HTTP/2
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = $"{(int)code}";
            response.Headers["grpc-message"] = Encoded(message);
            return Task.CompletedTask;
        }
        response.StatusCode = httpStatus ?? HttpStatus(code);
        if (code == StatusCode.Unauthenticated)
            response.Headers.WWWAuthenticate = "Bearer";
        const string json = "application/json"; // KServe's client looks for this and no more
        return context.Request.Path.StartsWithSegments(OpenInferencePath)
            ? response.WriteAsJsonAsync(new OpenInferenceBody(message), options: null, json)
            : response.WriteAsJsonAsync(new Body((int)code, message, []));
    }

    /// <summary>Ends a call that its handler has left, perhaps after a part of its answer.</summary>
    public static Task EndAsync(HttpContext context, StatusCode code, string message)
    {
        if (!context.Response.HasStarted)
            return WriteAsync(context, code, message);
        if (
            IsGrpc(context)
            && context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers
        )
        {
            trailers["grpc-status"] = $"{(int)code}";
            trailers["grpc-message"] = Encoded(Messages.Short(message));
        }
        return Task.CompletedTask;
    }

    /// <summary>Of an answer in JSON, by any of the protocols: google.rpc.Code, "HTTP Mapping".</summary>
    public static int HttpStatus(StatusCode code) =>
        code switch
        {
            StatusCode.OK => StatusCodes.Status200OK,
            StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange =>
                StatusCodes.Status400BadRequest,
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
            StatusCode.NotFound => StatusCodes.Status404NotFound,
            StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
            StatusCode.Aborted or StatusCode.AlreadyExists => StatusCodes.Status409Conflict,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
            StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>
    /// Percent-encoded as far as needed and no further: what is no printable ASCII, and the percent sign. gRPC over
    /// HTTP/2, "Status-Message".
    /// </summary>
    public static string Encoded(string message)
    {
        if (message.All(IsPlain))
            return message;
        var encoded = new StringBuilder(message.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(message))
            _ = IsPlain((char)b) ? encoded.Append((char)b) : encoded.Append('%').Append(b.ToString("X2"));
        return encoded.ToString();

        static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';
    }

    /// <summary>The caller speaks gRPC, so that an answer in JSON would tell nothing.</summary>
    public static bool IsGrpc(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
