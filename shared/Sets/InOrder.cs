using System.Runtime.ExceptionServices;

namespace Platform.Shared.Sets;

/// <summary>
/// Writes what many threads make in the order of its indices; whoever has made the next one writes it.
/// </summary>
/// <param name="most">begun and not yet written at once</param>
sealed class InOrder<T>(IEnumerator<long> indices, int most, Action<T> write)
{
    readonly Lock gate = new();
    readonly (bool Ready, T? Value, ExceptionDispatchInfo? Error)[] ring = new (bool, T?, ExceptionDispatchInfo?)[most];
    readonly SemaphoreSlim room = new(most);
    long begun,
        written;
    bool writing,
        stopped;

    /// <summary>What went wrong first, in order. Nothing after it is written.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Waits for room, then takes the next index. False when none is left, or all is stopped.</summary>
    public bool TryBegin(out long number, out long index)
    {
        room.Wait();
        lock (gate)
        {
            (number, index) = (begun, 0);
            try
            {
                if (!stopped && indices.MoveNext())
                {
                    (begun, index) = (begun + 1, indices.Current);
                    return true;
                }
            }
            catch (Exception e)
            {
                Stop(ExceptionDispatchInfo.Capture(e));
            }
        }
        room.Release();
        return false;
    }

    public void End(long number, T? value, ExceptionDispatchInfo? error)
    {
        lock (gate)
        {
            ring[number % most] = (true, value, error);
            if (writing)
                return;
            writing = true;
        }
        while (Next() is var (_, next, failed))
        {
            try
            {
                failed?.Throw();
                write(next!);
            }
            catch (Exception e)
            {
                Stop(ExceptionDispatchInfo.Capture(e));
                return; // still writing: nothing comes after it
            }
        }
    }

    /// <summary>No thread begins another one, and those that wait are woken.</summary>
    public void Stop() => Stop(null);

    void Stop(ExceptionDispatchInfo? failure)
    {
        lock (gate)
        {
            (stopped, Failure) = (true, Failure ?? failure);
            room.Release(most);
        }
    }

    (bool Ready, T? Value, ExceptionDispatchInfo? Error)? Next()
    {
        lock (gate)
        {
            var slot = ring[written % most];
            if (!slot.Ready)
            {
                writing = false;
                return null;
            }
            ring[written++ % most] = default;
            room.Release();
            return slot;
        }
    }
}
