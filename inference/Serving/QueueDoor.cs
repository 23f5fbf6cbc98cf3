using System.Collections.Frozen;
using Grpc.Core;
using Platform.Inference.Batching;

namespace Platform.Inference.Serving;

/// <summary>
/// Refuses an image where the queue has no room, so that being refused costs next to nothing: at once where it is full when the
/// call comes, else when its message is there. A message on its way holds no place: a slow caller keeps nobody out.
/// </summary>
static class QueueDoor
{
    static readonly FrozenSet<string> Images = FrozenSet.Create(StringComparer.Ordinal, "/lesion.v1.Lesion/Classify", "/lesion.v1.Lesion/Embed", "/v1/classify", "/v1/embed");

    /// <summary>Before routing and keys: nothing is read of a call that finds the queue full.</summary>
    public static void UseQueueDoor(this WebApplication app)
    {
        var (admission, metrics) = (app.Services.GetRequiredService<Admission>(), app.Services.GetRequiredService<ServingMetrics>());
        app.Use((context, next) => IsImage(context) && admission.IsFull ? RefuseAsync(context, admission, metrics) : next(context));
    }

    /// <summary>Behind the keys: takes the place of a gRPC call, before the exceptions and interceptors that a refusal in its handler would cost.</summary>
    public static void UseQueuePlaces(this WebApplication app, ServeOptions options)
    {
        var (admission, metrics) = (app.Services.GetRequiredService<Admission>(), app.Services.GetRequiredService<ServingMetrics>());
        app.Use((context, next) => IsImage(context) && IsGrpc(context) ? PlacedAsync(context, next) : next(context));

        async Task PlacedAsync(HttpContext context, RequestDelegate next)
        {
            try
            {
                await MessageArrival.WaitAsync(context.Request.BodyReader, options.MaxMessageBytes, context.RequestAborted);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException) { }      // the handler meets the same, and says it in gRPC's words
            using var place = admission.TryEnter();
            context.Features.Set(place);
            await (place is null ? RefuseAsync(context, admission, metrics) : next(context));
        }
    }

    /// <summary>The place that a call has; null for one that takes it, or several, itself.</summary>
    public static Place? Place(this ServerCallContext context) => context.GetHttpContext().Features.Get<Place>();

    static bool IsImage(HttpContext context) => context.Request.Path.Value is { } path && Images.Contains(path);

    static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    static Task RefuseAsync(HttpContext context, Admission admission, ServingMetrics metrics)
    {
        metrics.Rejected("queue_full");
        if (!IsGrpc(context))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return context.Response.WriteAsJsonAsync(new { code = (int)StatusCode.ResourceExhausted, message = admission.Refusal });
        }
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{(int)StatusCode.ResourceExhausted}";
        context.Response.Headers["grpc-message"] = admission.Refusal;
        return Task.CompletedTask;
    }
}
