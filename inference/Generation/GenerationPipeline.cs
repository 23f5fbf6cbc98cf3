using System.Diagnostics;
using System.Runtime.CompilerServices;
using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Shared.Sampling;

namespace Platform.Inference.Generation;

/// <summary>
/// The way of every image that a caller has drawn, by whichever protocol: each alone on one thread, some side by side.
/// </summary>
public sealed class GenerationPipeline(GenerationOptions options) : IDisposable
{
    readonly WorkSlots drawing = new(options.Concurrency, "drawing");

    /// <summary>
    /// Images in order. No more are drawn ahead than side by side: a slow reader holds back his own images only.
    /// </summary>
    /// <param name="bundle">held by the caller until the enumeration has ended</param>
    /// <param name="images">draws one image each</param>
    /// <param name="turn">whose turn each drawing takes</param>
    /// <param name="pay">for one image, before it is drawn; null where all are paid</param>
    public async IAsyncEnumerable<T> DrawAsync<T>(
        ServedBundle bundle,
        string turn,
        IEnumerable<Func<ImageSampler, T>> images,
        Func<CancellationToken, ValueTask>? pay,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var (began, statistics, inferUs) = (Stopwatch.GetTimestamp(), bundle.Generations, 0L);
        var ahead = new Queue<Task<(T Image, long Us)>>();
        var done = false;
        statistics.Queued();
        try
        {
            foreach (var draw in images)
            {
                if (ahead.Count == options.Concurrency)
                    yield return await NextAsync();
                var paid = pay?.Invoke(cancel).AsTask() ?? Task.CompletedTask;
                while (!paid.IsCompleted && ahead.Count > 0)
                    yield return await NextAsync(); // what is drawn need not wait
                await paid;
                ahead.Enqueue(drawing.RunAsync(turn, () => Timed(bundle.Sampler, draw), cancel));
            }
            while (ahead.Count > 0)
                yield return await NextAsync();
            done = true;
        }
        finally
        {
            foreach (var unread in ahead)
                await unread.ContinueWith(_ => { }, TaskScheduler.Default); // the generator stays loaded while it draws
            statistics.Dequeued();
            if (done)
                statistics.Succeeded(
                    new(ModelCounters.Microseconds(began, Stopwatch.GetTimestamp()), 0, 0, inferUs, 0)
                );
            else
                statistics.Failed(
                    cancel.IsCancellationRequested ? FailureReason.Canceled : FailureReason.Backend,
                    began
                );
        }

        async Task<T> NextAsync()
        {
            var (image, us) = await ahead.Dequeue();
            statistics.Ran(1, us);
            inferUs += us;
            return image;
        }
    }

    public void Dispose() => drawing.Dispose();

    static (T, long) Timed<T>(ImageSampler sampler, Func<ImageSampler, T> draw)
    {
        var began = Stopwatch.GetTimestamp();
        var image = draw(sampler);
        return (image, ModelCounters.Microseconds(began, Stopwatch.GetTimestamp()));
    }
}
