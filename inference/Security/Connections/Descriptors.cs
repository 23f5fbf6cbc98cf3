using System.Globalization;

namespace Platform.Inference.Security.Connections;

/// <summary>
/// Files that this process may have open at once, sockets among them: RLIMIT_NOFILE. At the limit .NET's runtime starts
/// no thread and ends the process ("Out of memory."), whatever its code does: so the limit must never be reached.
/// </summary>
static class Descriptors
{
    const string Limits = "/proc/self/limits",
        Row = "Max open files";

    /// <summary>Where the system tells no limit.</summary>
    const int Usual = 4096;

    /// <summary>The runtime raises its own soft limit to the hard one when it starts.</summary>
    public static int Limit { get; } = File.Exists(Limits) ? Parse(File.ReadAllLines(Limits)) : Usual;

    /// <summary>
    /// Kept for libraries, bundles, logs and the runtime: about 240 are open before the first call.
    /// </summary>
    public static int Reserve(int limit) => Math.Clamp(limit / 4, 264, 1024);

    /// <summary>
    /// The lowest free number is given to what is opened next, so a socket of this number or a higher one tells that
    /// something has taken nearly all of them.
    /// </summary>
    public static int Scarce(int limit) => limit - 32;

    /// <param name="lines">of /proc/self/limits: name, soft limit, hard limit, unit; proc_pid_limits(5)</param>
    public static int Parse(IEnumerable<string> lines)
    {
        var row = lines.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (soft == "unlimited")
            return int.MaxValue;
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? (int)Math.Min(limit, int.MaxValue)
            : Usual;
    }
}
