using System.Diagnostics;
using System.Runtime.InteropServices;
using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Training.Experiments;

/// <summary>
/// A stage's command, run as a process of its own in the work folder: whatever ends it, the others stand.
/// </summary>
static partial class StageProcess
{
    const int SigTerm = 15;

    /// <param name="said">hears each line on standard error: progress, mostly</param>
    /// <exception cref="InputException">The command failed: the message is its own.</exception>
    public static async Task RunAsync(
        string work,
        Stage stage,
        StageFolder folder,
        IReadOnlyList<string> machine,
        Action<string> said,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var resume = stage.Verb.Restart == Restart.Resumes ? new[] { "--resume" } : [];
        var start = Host([.. stage.Arguments, .. resume, .. machine]);
        (
            start.WorkingDirectory,
            start.RedirectStandardOutput,
            start.RedirectStandardError,
            start.RedirectStandardInput
        ) = (work, true, true, true);
        start.Environment[ProgressLine.IntervalVariable] = "1";
        using var log = new StreamWriter(folder.Log, append: true) { AutoFlush = true };
        var error = "";
        using var process = Process.Start(start)!;
        using var stop = cancel.Register(() => Stop(process));
        var output = Task.Run(
            async () =>
            {
                while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
                    lock (log)
                        log.WriteLine(line);
            },
            CancellationToken.None
        );
        while (await process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (log)
                log.WriteLine(line);
            if (line.StartsWith("error: ", StringComparison.Ordinal))
                error = line["error: ".Length..];
            else
                said(line);
        }
        await output;
        await process.WaitForExitAsync(CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new InputException(
                $"{stage.Name}: {(error == "" ? $"ended with {process.ExitCode}" : error)} (its words are in "
                    + $"{folder.Log})"
            );
    }

    /// <summary>This program again, as it was started.</summary>
    static ProcessStartInfo Host(IEnumerable<string> arguments)
    {
        var (host, own) = (Environment.ProcessPath ?? "dotnet", typeof(StageProcess).Assembly.GetName().Name!);
        if (Path.GetFileName(host) == own || Path.GetFileName(host) == $"{own}.exe")
            return new(host, arguments);
        return new(
            Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, $"{own}.dll"), .. arguments]
        );
    }

    /// <summary>As an init system would: the command saves what it has.</summary>
    static void Stop(Process process)
    {
        if (process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            _ = Kill(process.Id, SigTerm);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
