namespace Platform.Inference.Metrics;

/// <summary>Running totals over all models since the start. Thread-safe.</summary>
public sealed class ServingTotals
{
    long requests,
        failures,
        rejections,
        images,
        batches,
        pending,
        totalUs,
        queueUs;

    public sealed record Snapshot(
        long Requests,
        long Failures,
        long Rejections,
        long Images,
        long Batches,
        long Pending,
        long TotalUs,
        long QueueUs
    );

    public Snapshot Read() =>
        new(
            Interlocked.Read(ref requests),
            Interlocked.Read(ref failures),
            Interlocked.Read(ref rejections),
            Interlocked.Read(ref images),
            Interlocked.Read(ref batches),
            Interlocked.Read(ref pending),
            Interlocked.Read(ref totalUs),
            Interlocked.Read(ref queueUs)
        );

    internal void Succeeded(RequestTimes times)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref totalUs, times.Total);
        Interlocked.Add(ref queueUs, times.Queue);
    }

    internal void Failed() => Interlocked.Increment(ref failures);

    internal void Refused() => Interlocked.Increment(ref rejections);

    internal void Pend(int change) => Interlocked.Add(ref pending, change);

    internal void Ran(int size)
    {
        Interlocked.Increment(ref batches);
        Interlocked.Add(ref images, size);
    }
}
