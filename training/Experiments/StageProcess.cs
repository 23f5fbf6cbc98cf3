using System.Diagnostics;
using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Training.Experiments;

/// <summary>
/// A stage's command, run as a process of its own in the work folder: whatever ends it, the others stand.
/// </summary>
static class StageProcess
{
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
        start.WorkingDirectory = work;
        using var log = new StreamWriter(folder.Log, append: true) { AutoFlush = true };
        var error = "";
        using var process = ChildProcess.Start(
            start,
            progressSeconds: "1",
            Log,
            line =>
            {
                Log(line);
                if (line.StartsWith("error: ", StringComparison.Ordinal))
                    error = line["error: ".Length..];
                else
                    said(line);
            }
        );
        using var stop = cancel.Register(process.Stop);
        var code = await process.EndedAsync();
        cancel.ThrowIfCancellationRequested();
        if (code != 0)
            throw new InputException(
                $"{stage.Name}: {(error == "" ? $"ended with {code}" : error)} (its words are in {folder.Log})"
            );

        void Log(string line)
        {
            lock (log)
                log.WriteLine(line);
        }
    }

    /// <summary>This program again, as it was started.</summary>
    static ProcessStartInfo Host(IEnumerable<string> arguments)
    {
        var (host, own) = (Environment.ProcessPath ?? "dotnet", typeof(StageProcess).Assembly.GetName().Name!);
        if (Path.GetFileName(host) == own || Path.GetFileName(host) == $"{own}.exe")
            return new(host, arguments);
        return new(ChildProcess.Dotnet, [Path.Combine(AppContext.BaseDirectory, $"{own}.dll"), .. arguments]);
    }
}
