using System.Diagnostics;

namespace Platform.Inference.Batching;

/// <summary>
/// Threads for the work on images, shared between callers: many callers do not slow each other down, and however many
/// calls arrive, reading them does not take the work's processors. Waiting ends with the call.
/// </summary>
public sealed class WorkSlots : IDisposable
{
    /// <summary>Until a work that may not begin yet is looked at again, where nothing else happens.</summary>
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    readonly object gate = new();
    readonly WorkTurns turns;
    bool ended;

    public WorkSlots(int count, string name)
    {
        turns = new(count, Stopwatch.Frequency);
        for (var i = 0; i < count; i++)
            new Thread(Work) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Work that has begun is always waited for: what it uses is its caller's.</summary>
    /// <param name="caller">whose turn it takes</param>
    public async Task<T> RunAsync<T>(string caller, Func<T> work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Add(
            caller,
            () =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            }
        );
        using var giveUp = cancel.Register(() =>
        {
            if (Remove(waiting))
                done.SetCanceled(cancel);
        });
        return await done.Task;
    }

    /// <summary>What waits is still done.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    WorkTurns.Work Add(string caller, Action run)
    {
        lock (gate)
        {
            var work = turns.Add(caller, run, Stopwatch.GetTimestamp());
            Monitor.Pulse(gate);
            return work;
        }
    }

    bool Remove(WorkTurns.Work work)
    {
        lock (gate)
            return turns.Remove(work);
    }

    void Work()
    {
        while (Begin() is { } work)
        {
            work.Run();
            lock (gate)
            {
                turns.Ended(work, Stopwatch.GetTimestamp());
                if (turns.Waiting > 1)
                    Monitor.Pulse(gate); // one may have waited for this one's end
            }
        }
    }

    /// <returns>null at the end</returns>
    WorkTurns.Work? Begin()
    {
        lock (gate)
            while (true)
            {
                if (turns.Next(Stopwatch.GetTimestamp()) is { } next)
                    return next;
                if (ended && turns.Waiting == 0)
                    return null;
                if (turns.Waiting > 0)
                    Monitor.Wait(gate, Look);
                else
                    Monitor.Wait(gate);
            }
    }
}
