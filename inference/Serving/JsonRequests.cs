using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Net.Http.Headers;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>Checks what comes to a JSON call before the library reads it as a message; names what is wrong.</summary>
static class JsonRequests
{
    /// <summary>Behind the keys: nothing is read of a call that lacks one.</summary>
    public static void UseJsonRequests(this WebApplication app) =>
        app.Use(
            (context, next) =>
                context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is { } call
                    ? PreparedAsync(context, call, next)
                    : next(context)
        );

    static async Task PreparedAsync(HttpContext context, GrpcJsonTranscodingMetadata call, RequestDelegate next)
    {
        try
        {
            var message = call.MethodDescriptor.InputType;
            if (call.HttpRule.Body == "")
                CheckQuery(context.Request, message);
            else
                await ReadAsync(context.Request, message);
        }
        catch (InputException e)
        {
            var status = (e as UnreadableException)?.HttpStatus;
            await Refusal.WriteAsync(context, StatusCode.InvalidArgument, e.Message, status);
            return;
        }
        catch (BadHttpRequestException e) // of the server: too long, or too slow
        {
            await Refusal.WriteAsync(context, StatusCode.ResourceExhausted, e.Message, e.StatusCode);
            return;
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            return; // the caller has gone, or his key
        }
        await next(context);
    }

    /// <summary>A call without a body has its fields in the path and behind it.</summary>
    static void CheckQuery(HttpRequest request, MessageDescriptor message)
    {
        foreach (var (name, values) in request.Query)
            if (JsonFields.Find(message, name) is not { } field || request.RouteValues.ContainsKey(field.Name))
                throw new InputException($"?{name}: {request.Path} takes no such parameter");
            else if (values.Count > 1)
                throw new InputException($"?{name}: given {values.Count} times");
    }

    static async Task ReadAsync(HttpRequest request, MessageDescriptor message)
    {
        var photograph = IsPhotograph(request, message);
        if (!photograph)
            CheckJson(request, message);
        var body = await RequestBodies.ReadAsync(request);
        var json = JsonFields.Checked(photograph ? Photographs.AsJson(body, request.Query, message) : body, message);
        request.Body = new MemoryStream(json.Array!, json.Offset, json.Count);
        (request.ContentLength, request.ContentType) = (json.Count, "application/json");
    }

    static bool IsPhotograph(HttpRequest request, MessageDescriptor message) =>
        Photographs.Field(message) is not null && request.ContentType is { } type && Photographs.IsType(type);

    static void CheckJson(HttpRequest request, MessageDescriptor message)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsJson(type))
            throw new UnreadableException(
                $"{Given(request)}: send the JSON that /openapi.json describes as Content-Type: application/json"
                    + (
                        Photographs.Field(message) is null
                            ? ""
                            : ", or the photograph itself as Content-Type: image/jpeg"
                    )
            );
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new UnreadableException($"{Given(request)}: JSON is UTF-8 (RFC 8259)");
        if (request.Query.FirstOrDefault().Key is { } name)
            throw new InputException($"?{name}: with a JSON body every field belongs in the body");
    }

    static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    static string Given(HttpRequest request) =>
        request.ContentType is { Length: > 0 } type ? $"Content-Type '{type}'" : "no Content-Type";

    /// <summary>415: in a form that this call does not take.</summary>
    sealed class UnreadableException(string message) : InputException(message)
    {
        public int HttpStatus => StatusCodes.Status415UnsupportedMediaType;
    }
}
