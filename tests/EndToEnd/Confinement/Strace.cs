using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.EndToEnd.Tests.Confinement;

/// <summary>Runs a program under strace, with a home folder and a folder for temporary files of its own.</summary>
sealed partial class Strace : IDisposable
{
    const string Program = "/usr/bin/strace", Ready = "listening on ";
    const int SigTerm = 15;
    readonly string root = Directory.CreateTempSubdirectory("lesion-trace-").FullName;

    public static bool IsInstalled => File.Exists(Program);

    public string Home => Folder("home");
    public string Temporary => Folder("tmp");

    /// <summary>What is left in the two folders.</summary>
    public IEnumerable<string> Left =>
        new[] { Home, Temporary }.SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories));

    string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    /// <param name="serves">it is told to end once it says that it listens</param>
    /// <param name="environment">further variables</param>
    public async Task<(int ExitCode, string Error, IReadOnlyList<SystemCall> Calls)> RunAsync(
        string[] words, string folder, bool serves, params (string Name, string Value)[] environment)
    {
        var traces = Folder("traces");
        var start = new ProcessStartInfo(Program,
            ["-ff", "--seccomp-bpf", "-q", "-y", "-o", Path.Combine(traces, "t"), "-e", $"trace={SystemCall.Traced}", .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment.Concat([("HOME", Home), ("TMPDIR", Temporary)])) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (serves && line.StartsWith(Ready)) _ = Kill(Traced(process.Id), SigTerm);
        await process.WaitForExitAsync();
        var calls = Directory.EnumerateFiles(traces).SelectMany(File.ReadLines).Select(SystemCall.Parse).OfType<SystemCall>().ToArray();
        return (process.ExitCode, await error, calls);
    }

    /// <summary>The process that strace started.</summary>
    static int Traced(int strace) => int.Parse(File.ReadAllText($"/proc/{strace}/task/{strace}/children").Split(' ')[0], CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(root, recursive: true);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
