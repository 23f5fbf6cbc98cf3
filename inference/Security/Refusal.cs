using Grpc.Core;

namespace Platform.Inference.Security;

/// <summary>Ends a call before its handler: as a gRPC status in the headers, or as the JSON that transcoding gives.</summary>
static class Refusal
{
    sealed record Body(int Code, string Message);

    public static Task WriteAsync(HttpContext context, StatusCode code, string message)
    {
        var response = context.Response;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.StatusCode = StatusCodes.Status200OK;                                    // "Trailers-Only", gRPC over HTTP/2
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = $"{(int)code}";
            response.Headers["grpc-message"] = Uri.EscapeDataString(message);
            return response.CompleteAsync();
        }
        response.StatusCode = code switch
        {
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status404NotFound,
        };
        if (code == StatusCode.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsJsonAsync(new Body((int)code, message));
    }
}
