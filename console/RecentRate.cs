namespace Platform.CommandLine;

/// <summary>
/// Units a second over the last minute: the speed that what is left will be done at, where the whole time would hold
/// an hour in which the machine was busy, asleep, or did cheaper steps.
/// </summary>
/// <remarks>Of reports that come more seldom, the time between the last two.</remarks>
public sealed class RecentRate
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1),
        Apart = TimeSpan.FromSeconds(1);
    readonly Queue<(TimeSpan At, long Done)> reports = [];
    (TimeSpan At, long Done) last,
        kept;

    /// <param name="at">on a clock that does not go back</param>
    /// <param name="done">units done by then</param>
    public void Report(TimeSpan at, long done)
    {
        last = (at, done);
        if (reports.Count > 0 && at - kept.At < Apart)
            return;
        reports.Enqueue(kept = last);
        while (reports.Count > 2 && at - reports.ElementAt(1).At >= Window)
            reports.Dequeue();
    }

    /// <summary>0 before there are two reports.</summary>
    public double PerSecond =>
        reports.TryPeek(out var from) && last.At > from.At
            ? (last.Done - from.Done) / (last.At - from.At).TotalSeconds
            : 0;
}
