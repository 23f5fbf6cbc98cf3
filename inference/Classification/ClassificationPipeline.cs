using System.Diagnostics;
using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Classification;

/// <summary>
/// The way of every image that a caller sends, by whichever protocol: admitted, decoded beside the encoder's run,
/// batched, scored.
/// </summary>
public sealed class ClassificationPipeline(Admission admission, ClassificationOptions options, ServingMetrics metrics)
    : IDisposable
{
    readonly WorkSlots decoding = new(options.Concurrency, "decoding");
    readonly TimeLimits limits = new("limits of decoding");

    /// <summary>The images of one request. One that cannot be used fails it, and no other request.</summary>
    /// <param name="bundle">held by the caller until the answer is there</param>
    /// <param name="turn">whose turn each decoding takes</param>
    /// <param name="place">of the one image, where its call has one already</param>
    /// <param name="waits">whether it waits where the queue is full, instead of being refused</param>
    /// <exception cref="InputException">An image cannot be used, or the queue is full.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone or its deadline has passed.</exception>
    public async Task<IReadOnlyList<Scores>> ScoreAsync(
        ServedBundle bundle,
        string turn,
        IReadOnlyList<PixelSource> images,
        Wanted wanted,
        Place? place,
        bool waits,
        CancellationToken cancel
    )
    {
        var began = Stopwatch.GetTimestamp();
        var statistics = bundle.Classifications;
        try
        {
            if (place is not null)
                place.Use();
            else if (waits && images.Count == 1)
                await admission.EnterAsync(cancel);
            else
                admission.Enter(images.Count);
            statistics.Queued();
            try
            {
                var scored = await Task.WhenAll(images.Select(i => OneAsync(bundle, turn, i, wanted, cancel)));
                statistics.Succeeded(Times(began, scored));
                foreach (var (scores, _) in scored)
                    statistics.Predicted(bundle.Manifest.Classes[Top(scores)].Code);
                return [.. scored.Select(s => s.Scores)];
            }
            finally
            {
                statistics.Dequeued();
                admission.Leave(images.Count);
            }
        }
        catch (Exception e)
        {
            statistics.Failed(Reason(e), began);
            throw;
        }
    }

    /// <summary>The index of the most probable class.</summary>
    public static int Top(Scores scores) => Array.IndexOf(scores.Probabilities, scores.Probabilities.Max());

    public void Dispose()
    {
        decoding.Dispose();
        limits.Dispose();
    }

    async Task<(Scores Scores, long InputUs)> OneAsync(
        ServedBundle bundle,
        string turn,
        PixelSource source,
        Wanted wanted,
        CancellationToken cancel
    )
    {
        var (answer, input) = await decoding.RunAsync(
            turn,
            () =>
            {
                var began = Stopwatch.GetTimestamp();
                var write = Decode(source, bundle.Manifest.Preprocessing, cancel);
                var answer = bundle.Batcher.AddAsync(write, wanted, cancel);
                return (answer, ModelCounters.Microseconds(began, Stopwatch.GetTimestamp()));
            },
            cancel
        );
        return (await answer, input);
    }

    /// <exception cref="ImageException">The image cannot be used, or takes too long.</exception>
    PixelWriter Decode(PixelSource source, PreprocessingSpec spec, CancellationToken cancel)
    {
        try
        {
            return limits.Run(options.DecodeLimit, over => source(spec, over), cancel);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ImageException(
                $"not decoded in {options.DecodeLimit.TotalSeconds} s, which is the limit: "
                    + "save it smaller, or as a JPEG that is not progressive"
            );
        }
    }

    FailureReason Reason(Exception e)
    {
        if (e is QueueFullException)
            metrics.Rejected("queue_full");
        if (e is ImageException)
            metrics.Rejected("bad_image");
        return e switch
        {
            QueueFullException => FailureReason.Rejected,
            OperationCanceledException => FailureReason.Canceled,
            InputException => FailureReason.Other,
            _ => FailureReason.Backend,
        };
    }

    static RequestTimes Times(long began, (Scores Scores, long InputUs)[] scored)
    {
        var (input, last) = (scored.Max(s => s.InputUs), scored.MaxBy(s => s.Scores.Ended).Scores);
        var queue = ModelCounters.Microseconds(began, last.Began) - input;
        var now = Stopwatch.GetTimestamp();
        return new(
            ModelCounters.Microseconds(began, now),
            Math.Max(0, queue),
            input,
            ModelCounters.Microseconds(last.Began, last.Ended),
            ModelCounters.Microseconds(last.Ended, now)
        );
    }
}
