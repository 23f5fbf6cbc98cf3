using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Platform.Shared.Files;

/// <summary>
/// The hidden names beside a file under which it is written: .NAME.NUMBER.MACHINE.PROCESS.partial. Machine and process
/// tell what a killed process left from what another one, perhaps on another machine, is writing.
/// </summary>
public static partial class PartialFiles
{
    /// <summary>Untouched for so long, a file of another machine is nobody's.</summary>
    static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    static int made;

    /// <summary>A name that no other thread, process or machine uses.</summary>
    public static string NameFor(string path) =>
        Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            $".{Path.GetFileName(path)}.{Interlocked.Increment(ref made)}.{Owner}"
        );

    /// <summary>The end of the names of this process.</summary>
    public static string Owner { get; } = $"{Environment.MachineName}.{Environment.ProcessId}.partial";

    /// <summary>Deletes what processes that are no more left beside a file, and nothing of anybody else's.</summary>
    public static void RemoveAbandoned(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var left in new DirectoryInfo(folder).EnumerateFiles(".*.partial"))
            if (Is(left.Name, Path.GetFileName(path)) && IsAbandoned(left))
                left.Delete();
    }

    /// <summary>Whether a name is one under which a file of another name is written.</summary>
    public static bool Is(string name, string file) =>
        name.StartsWith($".{file}.", StringComparison.Ordinal) && Numbered().IsMatch(name[(file.Length + 2)..]);

    /// <summary>Of a process of this machine that is no more, or of another machine and long untouched.</summary>
    /// <param name="ownToo">
    /// also of one with this process's number, for who writes nothing there yet: a container's first process has
    /// the number of the one before
    /// </param>
    public static bool IsAbandoned(FileSystemInfo partial, bool ownToo = false)
    {
        if (!int.TryParse(partial.Name.Split('.')[^2], out var process))
            return false;
        return partial.Name.EndsWith($".{Environment.MachineName}.{process}.partial", StringComparison.Ordinal)
            ? process == Environment.ProcessId
                ? ownToo
                : !IsAlive(process)
            : DateTime.UtcNow - partial.LastWriteTimeUtc > Abandoned;
    }

    static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\d+\..+\.\d+\.partial$")]
    private static partial Regex Numbered();
}
