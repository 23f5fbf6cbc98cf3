using System.Collections.Concurrent;
using Platform.Shared;

namespace Platform.CommandLine.Tests;

public sealed class ChildProcessTests
{
    /// <summary>Says that it listens, and on SIGTERM what a command that saves would say.</summary>
    const string Saves = "trap 'kill $!; echo saved; exit 7' TERM; sleep 600 > /dev/null 2>&1 & echo ready; wait";

    static ChildProcess Shell(string script, Action<string> printed, Action<string>? said = null) =>
        ChildProcess.Start(new("/bin/sh", ["-c", script]), "0.5", printed, said ?? (_ => { }));

    [Fact]
    public async Task EndedAsync_GivesTheExitCode_AfterEveryLine()
    {
        var (printed, said) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var process = Shell(
            "seq 5000; echo \"$LESION_PROGRESS_SECONDS\" >&2; exit 3",
            printed.Enqueue,
            said.Enqueue
        );
        Assert.Equal(3, await process.EndedAsync());
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => $"{i}"), printed);
        Assert.Equal(["0.5"], said);
    }

    [Fact]
    public async Task Stop_LetsTheProcessSaveWhatItHas()
    {
        var printed = new ConcurrentQueue<string>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var process = Shell(
            Saves,
            line =>
            {
                printed.Enqueue(line);
                ready.TrySetResult();
            }
        );
        await ready.Task;
        process.Stop();
        Assert.Equal(7, await process.EndedAsync());
        Assert.Equal(["ready", "saved"], printed);
        process.Stop(); // which finds nothing to stop
    }

    [Fact]
    public async Task EndedAsync_WhereAListenerFails_EndsTheProcessAndThrows()
    {
        using var process = Shell(Saves, _ => throw new IOException("no space left"));
        Assert.Equal("no space left", (await Assert.ThrowsAsync<IOException>(process.EndedAsync)).Message);
        Assert.Equal(7, process.ExitCode);
    }

    [Fact]
    public async Task Dispose_EndsWhatStillRuns()
    {
        var process = Shell("echo $$; exec sleep 1000", _ => { });
        var id = process.Id;
        using var seen = System.Diagnostics.Process.GetProcessById(id);
        process.Dispose();
        await seen.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(seen.HasExited);
    }

    [Fact]
    public void Start_WithoutSuchAProgram_NamesIt() =>
        Assert.StartsWith(
            "/no/such/program does not start",
            Assert
                .Throws<InputException>(() => ChildProcess.Start(new("/no/such/program"), "1", _ => { }, _ => { }))
                .Message
        );
}
