using System.Diagnostics;
using System.Text;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>
/// Runs a program under a pseudo-terminal, by the script of util-linux, and keeps all that it sent there.
/// </summary>
sealed class PseudoTerminal : IDisposable
{
    const string ControlC = "\u0003";

    /// <summary>
    /// Far more than any row takes; a program that never ends is ended, so that its test fails by its name.
    /// </summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    readonly Process process;
    readonly CancellationTokenSource tooLong = new(Longest);
    readonly StringBuilder sent = new();
    readonly Task reading;
    TaskCompletionSource changed = New();

    public PseudoTerminal(TerminalMode mode, string project, params IEnumerable<string> arguments)
    {
        // A test run that a shell put into the background ignores Ctrl-C, and what it starts would do so too.
        var line = $"tty; exec env --default-signal=INT dotnet {Quoted([Command.Find(project), .. arguments])}";
        var start = new ProcessStartInfo("script", ["-qec", $"stty rows 24 cols {mode.Columns}; {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        mode.Apply(start.Environment);
        process = Process.Start(start)!;
        tooLong.Token.Register(() => process.Kill(entireProcessTree: true));
        reading = ReadAsync();
    }

    public static string Quoted(IEnumerable<string> words) =>
        string.Join(' ', words.Select(w => $"'{w.Replace("'", "'\\''")}'"));

    /// <summary>What the program sent so far, behind the terminal's own name.</summary>
    public string Sent => All is var all && all.IndexOf('\n') is >= 0 and var first ? all[(first + 1)..] : "";

    string All
    {
        get
        {
            lock (sent)
                return sent.ToString();
        }
    }

    async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (sent)
                sent.Append(buffer, 0, count);
            Interlocked.Exchange(ref changed, New()).TrySetResult();
        }
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until what was sent is so, or the program ended.</summary>
    public async Task UntilAsync(Func<string, bool> condition)
    {
        while (!reading.IsCompleted)
        {
            var next = changed.Task;
            if (condition(Sent))
                return;
            await Task.WhenAny(next, reading);
        }
    }

    /// <summary>Makes the window as wide as a person would with the mouse.</summary>
    public async Task ResizeAsync(int columns)
    {
        using var stty = Process.Start("stty", ["-F", All.Split('\n')[0].Trim(), "cols", $"{columns}"]);
        await stty.WaitForExitAsync();
    }

    public async Task InterruptAsync()
    {
        await process.StandardInput.WriteAsync(ControlC);
        await process.StandardInput.FlushAsync();
    }

    /// <returns>the program's exit code</returns>
    public async Task<int> ExitCodeAsync()
    {
        await reading;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public void Dispose()
    {
        tooLong.Dispose();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
