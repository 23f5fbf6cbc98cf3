using System.Diagnostics;

namespace Platform.Inference.Metrics;

/// <summary>
/// What this process may use and does use: .NET reads the limits of the cgroup, not those of the host.
/// </summary>
static class ProcessUsage
{
    static readonly Lock Gate = new();
    static (long At, TimeSpan Cpu) last = (Stopwatch.GetTimestamp(), TimeSpan.Zero);

    /// <summary>0 to 1</summary>
    public static double CpuUtilization()
    {
        lock (Gate)
        {
            var now = (At: Stopwatch.GetTimestamp(), Cpu: Environment.CpuUsage.TotalTime);
            var elapsed = Stopwatch.GetElapsedTime(last.At, now.At);
            var share = elapsed > TimeSpan.Zero ? (now.Cpu - last.Cpu) / elapsed / Environment.ProcessorCount : 0;
            last = now;
            return Math.Clamp(share, 0, 1);
        }
    }

    public static long MemoryTotal() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public static long MemoryUsed() => Environment.WorkingSet;
}
