using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http.Features;
using Platform.Inference.Metrics;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using CompressionLevel = System.IO.Compression.CompressionLevel;

namespace Platform.Inference.Serving;

/// <summary>
/// How long a message of a call may be: as it comes, and inflated. The library knows a limit for a service, and asks
/// for the compressed length alone.
/// </summary>
static class MessageLimits
{
    public static void LimitMessages(this GrpcServiceOptions grpc, int most)
    {
        grpc.MaxReceiveMessageSize = most;
        grpc.CompressionProviders.Add(new BoundedInflation(new GzipCompressionProvider(CompressionLevel.Fastest)));
        grpc.CompressionProviders.Add(new BoundedInflation(new DeflateCompressionProvider(CompressionLevel.Fastest)));
    }

    /// <summary>
    /// Reflection is a stream of short messages, of which only the library sees those behind the first.
    /// </summary>
    public static void LimitReflection(this IGrpcServerBuilder grpc) =>
        grpc.AddServiceOptions<ReflectionServiceImpl>(service =>
                service.MaxReceiveMessageSize = ShortMessagesAttribute.Bytes
            )
            .AddServiceOptions<ReflectionV1ServiceImpl>(service =>
                service.MaxReceiveMessageSize = ShortMessagesAttribute.Bytes
            );

    /// <param name="most">bytes of a message with images</param>
    /// <returns>bytes</returns>
    public static int Of(Endpoint? endpoint, int most) =>
        endpoint?.Metadata.GetMetadata<MessageSizeAttribute>()?.Limit(most) ?? ShortMessagesAttribute.Bytes;

    /// <summary>Behind routing and the keys, before anything is read.</summary>
    /// <param name="most">bytes of a message with images</param>
    public static void UseMessageLimits(this WebApplication app, int most)
    {
        var metrics = app.Services.GetRequiredService<ServingMetrics>();
        var budget = new InflationBudget(3L * most);
        app.Use(
            (context, next) =>
            {
                var limit = Of(context.GetEndpoint(), most);
                return Refusal.IsGrpc(context) && IsNative(context.GetEndpoint())
                    ? GrpcAsync(context, limit, next)
                    : JsonAsync(context, limit, next);
            }
        );

        async Task GrpcAsync(HttpContext context, int limit, RequestDelegate next)
        {
            if (limit < most && await FirstLengthAsync(context) is { } length && length > limit)
            {
                metrics.Rejected("message");
                await Refusal.WriteAsync(context, StatusCode.ResourceExhausted, TooLong(length, limit));
                return;
            }
            if (context.Request.Headers["grpc-encoding"] is not [{ } encoding, ..] || encoding == "identity")
            {
                await next(context);
                return;
            }
            using var inflation = Inflation.Begin(limit, budget, metrics);
            await next(context);
        }
    }

    public static string TooLong(long length, long limit) =>
        $"a message of {length:N0} bytes; the limit of this call is {limit:N0}";

    /// <summary>Of gRPC itself, whatever the type that the caller gives what he sends.</summary>
    static bool IsNative(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
        && endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null;

    static async Task<uint?> FirstLengthAsync(HttpContext context)
    {
        try
        {
            return await MessageArrival.LengthAsync(context.Request.BodyReader, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null; // the handler meets the same, and says it
        }
    }

    static Task JsonAsync(HttpContext context, int message, RequestDelegate next)
    {
        var limit = message / 3L * 4 + (64 << 10); // bytes are base64 there
        if (context.GetEndpoint() is RouteEndpoint && context.Request.ContentLength is { } length && length > limit)
            return Refusal.WriteAsync(
                context,
                StatusCode.ResourceExhausted,
                $"the request has {length:N0} bytes; the limit is {limit:N0}",
                StatusCodes.Status413PayloadTooLarge
            );
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
        return next(context);
    }
}
