using System.Collections.Frozen;
using Grpc.Core;
using Platform.Inference.Batching;

namespace Platform.Inference.Serving;

/// <summary>Refuses an image before its message is read, where the queue has no room for it: being refused costs next to nothing.</summary>
static class FullQueue
{
    static readonly FrozenSet<string> Images = FrozenSet.Create(StringComparer.Ordinal, "/lesion.v1.Lesion/Classify", "/lesion.v1.Lesion/Embed", "/v1/classify", "/v1/embed");

    public static void UseFullQueue(this WebApplication app)
    {
        var (admission, metrics) = (app.Services.GetRequiredService<Admission>(), app.Services.GetRequiredService<ServingMetrics>());
        app.Use((context, next) =>
        {
            if (!admission.IsFull || context.Request.Path.Value is not { } path || !Images.Contains(path)) return next(context);
            metrics.Rejected("queue_full");
            if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return context.Response.WriteAsJsonAsync(new { code = (int)StatusCode.ResourceExhausted, message = admission.Refusal });
            }
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = $"{(int)StatusCode.ResourceExhausted}";
            context.Response.Headers["grpc-message"] = admission.Refusal;
            return Task.CompletedTask;
        });
    }
}
