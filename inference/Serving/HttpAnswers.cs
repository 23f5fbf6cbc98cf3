using Grpc.Core;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>An error that the framework leaves without a word gets one: what is wrong, and where to look.</summary>
static class HttpAnswers
{
    public static void UseHttpAnswers(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                await next(context);
                var (request, response) = (context.Request, context.Response);
                if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null)
                    return;
                if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
                    AllowHead(response.Headers);
                var (code, message) = response.StatusCode switch
                {
                    StatusCodes.Status404NotFound => (
                        StatusCode.Unimplemented,
                        $"{request.Path}: nothing there; /openapi.json describes the JSON calls, / is the page"
                    ),
                    StatusCodes.Status405MethodNotAllowed => (
                        StatusCode.Unimplemented,
                        $"{request.Method} {request.Path}: use {response.Headers.Allow}"
                    ),
                    StatusCodes.Status415UnsupportedMediaType => (
                        StatusCode.InvalidArgument,
                        $"{request.Path}: a call of gRPC, which no JSON reaches; /openapi.json describes the JSON calls"
                    ),
                    StatusCodes.Status426UpgradeRequired => (
                        StatusCode.InvalidArgument,
                        $"{request.Path}: gRPC needs HTTP/2; call the port that the server listens on for gRPC"
                    ),
                    var other => (StatusCode.Unknown, $"{request.Method} {request.Path}: HTTP status {other}"),
                };
                await Refusal.WriteAsync(context, code, message, response.StatusCode);
            }
        );

    /// <summary><see cref="HeadRequests"/> answers it wherever GET is.</summary>
    static void AllowHead(IHeaderDictionary headers)
    {
        var verbs = headers.Allow.ToString().Split(", ");
        if (verbs.Contains("GET") && !verbs.Contains("HEAD"))
            headers.Allow = string.Join(", ", verbs.Append("HEAD"));
    }
}
