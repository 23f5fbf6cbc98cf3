using System.Diagnostics;

namespace Platform.Inference.Metrics;

/// <summary>
/// What one version of a model has done since it was loaded; every figure goes to the meters as well. Thread-safe.
/// </summary>
public sealed class ModelCounters(ServingMetrics metrics, string model, string version)
{
    readonly Lock gate = new();
    readonly SortedDictionary<int, (long Count, long InferUs)> batches = [];
    long succeeded,
        failed,
        images,
        failedUs,
        lastMs;
    RequestTimes times;

    public sealed record Snapshot(
        string Model,
        string Version,
        long Succeeded,
        long Failed,
        long FailedUs,
        long Images,
        long LastMs,
        RequestTimes Times,
        IReadOnlyDictionary<int, (long Count, long InferUs)> Batches
    );

    public Snapshot Read()
    {
        lock (gate)
            return new(
                model,
                version,
                succeeded,
                failed,
                failedUs,
                images,
                lastMs,
                times,
                new SortedDictionary<int, (long, long)>(batches)
            );
    }

    public void Queued() => metrics.Queued(model, version);

    public void Dequeued() => metrics.Dequeued(model, version);

    public void Predicted(string code) => metrics.Predicted(model, version, code);

    /// <summary>A batch of this size went through the model.</summary>
    public void Ran(int size, long inferUs)
    {
        metrics.Batch(model, version, size);
        lock (gate)
        {
            images += size;
            var (count, sum) = batches.GetValueOrDefault(size);
            batches[size] = (count + 1, sum + inferUs);
        }
    }

    public void Succeeded(RequestTimes one)
    {
        metrics.RequestSucceeded(model, version, one);
        lock (gate)
        {
            succeeded++;
            lastMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            times = new(
                times.Total + one.Total,
                times.Queue + one.Queue,
                times.Input + one.Input,
                times.Infer + one.Infer,
                times.Output + one.Output
            );
        }
    }

    /// <param name="began">a Stopwatch timestamp</param>
    public void Failed(FailureReason reason, long began)
    {
        metrics.RequestFailed(model, version, reason);
        lock (gate)
            (failed, failedUs) = (failed + 1, failedUs + Microseconds(began, Stopwatch.GetTimestamp()));
    }

    public static long Microseconds(long began, long ended) =>
        (long)Stopwatch.GetElapsedTime(began, ended).TotalMicroseconds;
}
