using System.Runtime.InteropServices;

namespace Platform.CommandLine;

/// <summary>
/// How many files a process may have open. .NET keeps two for each library, so that a low limit fails anywhere.
/// </summary>
static partial class OpenFiles
{
    /// <summary>What the libraries of the largest program take, and some for its work.</summary>
    const int Least = 256;

    /// <summary>What to say where the limit is too low; null where it is not, or not known.</summary>
    public static string? Shortage()
    {
        if (!OperatingSystem.IsLinux() || GetLimit(NumberOfFiles, out var limit) != 0 || limit.Current >= Least)
            return null;
        return $"this process may have {limit.Current} files open at once and needs {Least}; raise the limit, "
            + "as by ulimit -n 1024";
    }

    /// <summary>RLIMIT_NOFILE of Linux.</summary>
    const int NumberOfFiles = 7;

    /// <summary>struct rlimit</summary>
    struct Limit
    {
        public nuint Current,
            Most;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);
}
