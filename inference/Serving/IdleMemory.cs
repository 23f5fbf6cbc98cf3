using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;

namespace Platform.Inference.Serving;

/// <summary>
/// Gives back what a burst of calls or connections took, once it is over: .NET collects when memory is asked for, and
/// an idle server asks for none.
/// </summary>
sealed class IdleMemory(Admission admission, ServingMetrics metrics, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Intervals of rest after which memory is given back: at once, and as the connections' buffers are let go of.
    /// </summary>
    static readonly int[] Rests = [1, 8, 16, 32];

    /// <summary>Less is not worth a collection that stops every thread for some tens of milliseconds.</summary>
    const long Worthwhile = 32 << 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var (least, seen, rested) = (Environment.WorkingSet, metrics.Totals.Read(), 0);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = metrics.Totals.Read();
            rested = admission.Count == 0 && now == seen ? rested + 1 : 0;
            seen = now;
            if (!Rests.Contains(rested) || Environment.WorkingSet < least + Worthwhile)
                continue;
            NativeHeap.Trim();
            least = Math.Min(least, Environment.WorkingSet);
        }
    }
}
