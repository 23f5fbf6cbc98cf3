using Microsoft.AspNetCore.Http.Features;

namespace Platform.Inference.Serving;

/// <summary>The length of a JSON body; gRPC bounds each message of a stream itself.</summary>
static class BodyLimit
{
    public static void UseBodyLimit(this WebApplication app, ServeOptions options) => app.Use((context, next) =>
    {
        var limit = options.MaxMessageBytes / 3L * 4 + (64 << 10);                             // bytes are base64 there
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true) return next(context);
        if (context.Request.ContentLength > limit)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return context.Response.WriteAsJsonAsync(new { code = 8, message = $"the request has {context.Request.ContentLength:N0} bytes; the limit is {limit:N0}" });
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = limit;
        return next(context);
    });
}
