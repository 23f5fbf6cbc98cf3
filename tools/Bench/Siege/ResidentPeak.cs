namespace Platform.Tools.Bench.Siege;

/// <summary>The most resident memory of a process while it is watched.</summary>
sealed class ResidentPeak : IAsyncDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    readonly CancellationTokenSource stop = new();
    readonly Task watching;

    /// <summary>MB.</summary>
    public double Most { get; private set; }

    public ResidentPeak(int process) => watching = WatchAsync(process);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    /// <returns>MB now; NaN where the process has ended</returns>
    public static double Now(int process)
    {
        try
        {
            return ProcessMemory.Resident(process);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return double.NaN;
        }
    }

    async Task WatchAsync(int process)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do Most = Now(process) is var now && now > Most ? now : Most;
            while (await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException) { }
    }
}
