using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Inference.Security;
using Platform.Inference.Wire;

namespace Platform.Inference.Serving;

/// <summary>
/// Refuses an image where the queue has no room, so that being refused costs next to nothing: at once where it is full
/// when the call comes, else when its message is there. A message on its way holds no place: a slow caller keeps nobody
/// out.
/// </summary>
static class AdmissionMiddleware
{
    /// <summary>Behind routing and before the keys: nothing is read of a call that finds the queue full.</summary>
    public static void UseAdmission(this WebApplication app)
    {
        var (admission, metrics) = (
            app.Services.GetRequiredService<Admission>(),
            app.Services.GetRequiredService<ServingMetrics>()
        );
        app.Use(
            (context, next) =>
                IsImage(context) && admission.IsFull ? RefuseAsync(context, admission, metrics) : next(context)
        );
    }

    /// <summary>
    /// Behind the keys: takes the place of a gRPC call, before the exceptions and interceptors that a refusal in its
    /// handler would cost.
    /// </summary>
    public static void UseAdmissionPlaces(this WebApplication app, int maxMessageBytes)
    {
        var (admission, metrics) = (
            app.Services.GetRequiredService<Admission>(),
            app.Services.GetRequiredService<ServingMetrics>()
        );
        app.Use(
            (context, next) => IsImage(context) && Refusal.IsGrpc(context) ? PlacedAsync(context, next) : next(context)
        );

        async Task PlacedAsync(HttpContext context, RequestDelegate next)
        {
            try
            {
                await MessageArrival.WaitAsync(context.Request.BodyReader, maxMessageBytes, context.RequestAborted);
            }
            // the handler meets the same, and says it in gRPC's words
            catch (Exception e) when (e is IOException or OperationCanceledException) { }
            if (OpenCall.Of(context).Ended is not null)
                return; // which says why
            using var place = admission.TryEnter();
            context.Features.Set(place);
            await (place is null ? RefuseAsync(context, admission, metrics) : next(context));
        }
    }

    /// <summary>The place that a call has; null for one that takes it, or several, itself.</summary>
    public static Place? Place(this ServerCallContext context) => context.GetHttpContext().Features.Get<Place>();

    static bool IsImage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TakesImageAttribute>() is not null;

    static Task RefuseAsync(HttpContext context, Admission admission, ServingMetrics metrics)
    {
        metrics.Rejected("queue_full");
        return Refusal.WriteAsync(context, StatusCode.ResourceExhausted, admission.Refusal);
    }
}
