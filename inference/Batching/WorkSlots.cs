using System.Collections.Concurrent;

namespace Platform.Inference.Batching;

/// <summary>
/// Threads for the work on images, first come first served: many callers do not slow each other down, and however many calls
/// arrive, reading them does not take the work's processors. Waiting ends with the call.
/// </summary>
public sealed class WorkSlots : IDisposable
{
    readonly BlockingCollection<Action> waiting = [];

    public WorkSlots(int count, string name)
    {
        for (var i = 0; i < count; i++) new Thread(Work) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Work that has begun is always waited for: what it uses is its caller's.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var (done, taken) = (new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        using var giveUp = cancel.Register(() => { if (Interlocked.Exchange(ref taken, 1) == 0) done.SetCanceled(cancel); });
        waiting.Add(() =>
        {
            if (Interlocked.Exchange(ref taken, 1) != 0) return;
            try { done.SetResult(work()); }
            catch (Exception e) { done.SetException(e); }
        }, CancellationToken.None);
        return await done.Task;
    }

    public void Dispose() => waiting.CompleteAdding();

    void Work()
    {
        foreach (var next in waiting.GetConsumingEnumerable()) next();
    }
}
