namespace Platform.Inference.Batching;

/// <summary>
/// Cancels work whose time is over, from a thread of its own: the timers of .NET wait for a thread of the pool, which
/// a server under load may not have for seconds. Thread-safe.
/// </summary>
sealed class TimeLimits : IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    readonly object gate = new();
    readonly Dictionary<CancellationTokenSource, long> running = [];
    bool ended;

    public TimeLimits(string name) => new Thread(Watch) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs work whose token is cancelled when its time is over, or its caller has gone.</summary>
    public T Run<T>(TimeSpan most, Func<CancellationToken, T> work, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        lock (gate)
        {
            running[limit] = Environment.TickCount64 + (long)most.TotalMilliseconds;
            Monitor.Pulse(gate);
        }
        try
        {
            return work(limit.Token);
        }
        finally
        {
            lock (gate)
                running.Remove(limit);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.Pulse(gate);
        }
    }

    void Watch()
    {
        lock (gate)
            while (!ended)
            {
                if (running.Count == 0)
                    Monitor.Wait(gate);
                else
                    Monitor.Wait(gate, Look);
                var now = Environment.TickCount64;
                foreach (var (limit, until) in running)
                    if (now >= until)
                        limit.Cancel();
            }
    }
}
