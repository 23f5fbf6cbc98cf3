using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>The length of a JSON body; gRPC bounds each message of a stream itself.</summary>
static class BodyLimit
{
    public static void UseBodyLimit(this WebApplication app, ServeOptions options) => app.Use((context, next) =>
    {
        var limit = options.MaxMessageBytes / 3L * 4 + (64 << 10);                             // bytes are base64 there
        if (Refusal.IsGrpc(context)) return next(context);
        if (context.Request.ContentLength is { } length && length > limit)
            return Refusal.WriteAsync(context, StatusCode.ResourceExhausted,
                $"the request has {length:N0} bytes; the limit is {limit:N0}", StatusCodes.Status413PayloadTooLarge);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
        return next(context);
    });
}
