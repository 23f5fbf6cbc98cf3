using Platform.Shared;

namespace Platform.Tools.Bench;

/// <summary>Resident memory of a process, in MB of a million bytes, as Linux tells it.</summary>
static class ProcessMemory
{
    /// <exception cref="InputException">This system does not tell it.</exception>
    public static void Check(string bench)
    {
        if (!File.Exists(Status(Environment.ProcessId)))
            throw new InputException($"bench {bench}: memory is read from /proc, which this system lacks");
    }

    /// <returns>MB now</returns>
    public static double Resident(int process) => Of("VmRSS", File.ReadLines(Status(process)));

    /// <returns>MB at most, since the start of the process or <see cref="ForgetPeak"/></returns>
    public static double Peak(int process) => Of("VmHWM", File.ReadLines(Status(process)));

    /// <summary>The peak of this process begins anew. See proc_pid_clear_refs(5).</summary>
    /// <exception cref="InputException">This system does not allow it.</exception>
    public static void ForgetPeak()
    {
        const string marks = "/proc/self/clear_refs";
        try
        {
            File.WriteAllText(marks, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{marks}: the peak of memory cannot be reset on this system ({e.Message})", e);
        }
    }

    /// <param name="status">lines of /proc/PID/status</param>
    internal static double Of(string field, IEnumerable<string> status) =>
        Numbers.Parse(status.First(l => l.StartsWith($"{field}:")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        * 1024
        / 1e6;

    static string Status(int process) => $"/proc/{process}/status";
}
