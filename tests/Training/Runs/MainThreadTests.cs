using Platform.Shared;
using Platform.Training.Runs;

namespace Platform.Training.Tests.Runs;

public class MainThreadTests
{
    static int Here => Environment.CurrentManagedThreadId;

    [Fact]
    public async Task RunAsync_OfAServedProgram_RunsOnTheServingThread()
    {
        var (serving, ran, code) = (0, new List<int>(), 0);
        await OnAThread(() =>
        {
            serving = Here;
            code = MainThread.Serve(async () =>
            {
                ran.Add(await MainThread.RunAsync(() => Here));
                await Task.Delay(10);
                await MainThread.RunAsync(() => ran.Add(Here));
                return 3;
            });
        });
        Assert.Equal(3, code);
        Assert.Equal([serving, serving], ran);
    }

    [Fact]
    public async Task RunAsync_OfWorkThatFails_FailsItsCallerAndServesOn()
    {
        var after = 0;
        await OnAThread(() =>
            MainThread.Serve(async () =>
            {
                Assert.Equal(
                    "what is wrong",
                    (
                        await Assert.ThrowsAsync<InputException>(() =>
                            MainThread.RunAsync(() => throw new InputException("what is wrong"))
                        )
                    ).Message
                );
                return after = await MainThread.RunAsync(() => 1);
            })
        );
        Assert.Equal(1, after);
    }

    [Fact]
    public async Task Serve_OfAProgramThatFails_Throws() =>
        Assert.Equal(
            "ended",
            (
                await Assert.ThrowsAsync<InputException>(() =>
                    OnAThread(() => MainThread.Serve(() => throw new InputException("ended")))
                )
            ).Message
        );

    [Fact]
    public async Task RunAsync_WithoutAServingThread_RunsInThePool()
    {
        await OnAThread(() => MainThread.Serve(() => Task.FromResult(0)));
        Assert.True(await MainThread.RunAsync(() => Thread.CurrentThread.IsThreadPoolThread));
    }

    static Task OnAThread(Action work) => Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
}
