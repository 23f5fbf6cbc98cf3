using Grpc.Core;
using Platform.Inference.Serving;

namespace Platform.Inference.Security;

/// <summary>Ends a call before its handler: as a gRPC status in the headers, or as transcoding's JSON.</summary>
static class Refusal
{
    /// <summary>google.rpc.Status.</summary>
    sealed record Body(int Code, string Message, object[] Details);

    /// <param name="httpStatus">of a JSON call; null for that of the code</param>
    public static Task WriteAsync(HttpContext context, StatusCode code, string message, int? httpStatus = null)
    {
        var response = context.Response;
        message = Messages.Short(message);
        if (IsGrpc(context))
        {
            response.StatusCode = StatusCodes.Status200OK;               // "Trailers-Only", gRPC over HTTP/2
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = $"{(int)code}";
            response.Headers["grpc-message"] = Uri.EscapeDataString(message);
            return Task.CompletedTask;
        }
        response.StatusCode = httpStatus ?? code switch
        {
            StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status404NotFound,
        };
        if (code == StatusCode.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsJsonAsync(new Body((int)code, message, []));
    }

    /// <summary>The caller speaks gRPC, so that an answer in JSON would tell nothing.</summary>
    public static bool IsGrpc(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
