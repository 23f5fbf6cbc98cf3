using System.Text;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>Runs a program whose streams are no terminal, on a build service that can show colours.</summary>
static class Redirected
{
    /// <param name="until">text on which the program is told to end; null lets it end by itself</param>
    public static async Task<Command.Result> RunAsync(string project, string[] arguments, string? until)
    {
        (string, string)[] environment =
        [
            ("LESION_PROGRESS_SECONDS", "0"),
            ("GITHUB_ACTIONS", "true"),
            ("TERM", "xterm-256color"),
        ];
        if (until is null)
            return await Command.RunAsync(project, arguments, environment);
        using var process = Command.Start(project, arguments, environment);
        var printed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (output, error) = (
            ReadAsync(process.StandardOutput, until, printed),
            ReadAsync(process.StandardError, until, printed)
        );
        await Task.WhenAny(printed.Task, process.WaitForExitAsync());
        Command.Terminate(process);
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    static async Task<string> ReadAsync(StreamReader reader, string until, TaskCompletionSource printed)
    {
        var all = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            all.Append(buffer, 0, count);
            if (all.ToString().Contains(until, StringComparison.Ordinal))
                printed.TrySetResult();
        }
        return all.ToString();
    }
}
