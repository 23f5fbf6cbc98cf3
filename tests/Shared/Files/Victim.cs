using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

/// <summary>
/// A process of this program that writes a file or a folder and is killed at a named step, as by kill -9.
/// </summary>
static partial class Victim
{
    const string Variable = "LESION_TEST_VICTIM";
    const char Separator = '\n';
    const int Kill = 9;

    public const string New = "new";

    /// <param name="step">at which it is killed; any other text lets it end</param>
    /// <returns>how it ended: 0, or 137 where it was killed</returns>
    public static int Run(string kind, string step, string path)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Victim).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = string.Join(Separator, kind, step, path);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Before any test is looked for: the process is no test run, but what a test started.</summary>
    [ModuleInitializer]
    internal static void Start()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(Separator) is not [var kind, var last, var path])
            return;
        FaultPoint.Reached = step =>
        {
            if (step == last)
                _ = Signal(Environment.ProcessId, Kill);
        };
        if (kind == "file")
            AtomicFile.Write(path, "new"u8);
        else
            AtomicFolder.Make(path, "--out", folder => File.WriteAllText(Path.Combine(folder, "made"), New));
        Environment.Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
