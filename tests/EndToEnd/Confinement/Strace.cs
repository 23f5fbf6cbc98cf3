using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.EndToEnd.Tests.Confinement;

/// <summary>
/// Runs a program under strace in an empty folder, with a home folder and a folder for temporary files of its own.
/// </summary>
sealed partial class Strace : IDisposable
{
    const string Program = "/usr/bin/strace";
    const int SigTerm = 15;
    readonly string root = Directory.CreateTempSubdirectory("lesion-trace-").FullName;

    public static bool IsInstalled => File.Exists(Program);

    /// <summary>What is left in the three folders.</summary>
    public IEnumerable<string> Left =>
        new[] { Folder("here"), Folder("home"), Folder("tmp") }.SelectMany(folder =>
            Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        );

    string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    /// <param name="until">text on which the program is told to end; null lets it end by itself</param>
    /// <param name="environment">further variables</param>
    public async Task<(Command.Result Result, IReadOnlyList<SystemCall> Calls)> RunAsync(
        string project,
        string[] arguments,
        string? until,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        var traces = Folder("traces");
        string[] options =
        [
            "-ff",
            "--seccomp-bpf",
            "-q",
            "-y",
            "-o",
            Path.Combine(traces, "t"),
            "-e",
            $"trace={SystemCall.Traced}",
        ];
        var start = new ProcessStartInfo(Program, [.. options, "dotnet", Command.Find(project), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder("here"),
        };
        foreach (var (name, value) in environment.Concat([("HOME", Folder("home")), ("TMPDIR", Folder("tmp"))]))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var stopped = until is null ? 1 : 0;
        void Read(string line)
        {
            if (
                until is not null
                && line.Contains(until, StringComparison.Ordinal)
                && Interlocked.Exchange(ref stopped, 1) == 0
            )
                _ = Kill(Traced(process.Id), SigTerm);
        }
        var (output, error) = (LinesAsync(process.StandardOutput, Read), LinesAsync(process.StandardError, Read));
        await process.WaitForExitAsync();
        var calls = Directory
            .EnumerateFiles(traces)
            .SelectMany(File.ReadLines)
            .Select(SystemCall.Parse)
            .OfType<SystemCall>()
            .ToArray();
        return (new(process.ExitCode, await output, await error), calls);
    }

    static async Task<string> LinesAsync(StreamReader reader, Action<string> read)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            read(line);
        }
        return string.Join('\n', lines);
    }

    /// <summary>The process that strace started.</summary>
    static int Traced(int strace) =>
        int.Parse(
            File.ReadAllText($"/proc/{strace}/task/{strace}/children").Split(' ')[0],
            CultureInfo.InvariantCulture
        );

    public void Dispose() => Directory.Delete(root, recursive: true);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
