namespace Platform.Inference.Batching;

/// <summary>Bounds the images worked on at once, so that many callers do not slow each other down. Waiting ends with the call.</summary>
public sealed class WorkSlots(int count)
{
    readonly SemaphoreSlim free = new(count);

    /// <summary>How many images are worth preparing at once for one caller.</summary>
    public int Count => count;

    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        await free.WaitAsync(cancel);
        try
        {
            return await Task.Run(work, cancel);
        }
        finally
        {
            free.Release();
        }
    }
}
