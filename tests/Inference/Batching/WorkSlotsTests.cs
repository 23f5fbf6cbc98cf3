using Platform.Inference.Batching;

namespace Platform.Inference.Tests.Batching;

public class WorkSlotsTests
{
    [Fact]
    public async Task RunAsync_WaitingForItsTurn_EndsAtItsDeadline()
    {
        using var slots = new WorkSlots(1, "test");
        using var busy = new ManualResetEventSlim();
        var first = slots.RunAsync(
            "a",
            () =>
            {
                busy.Wait();
                return 1;
            },
            CancellationToken.None
        );
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slots.RunAsync("a", () => 2, deadline.Token));
        busy.Set();
        Assert.Equal(1, await first);
        Assert.Equal(3, await slots.RunAsync("a", () => 3, CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_OfWorkThatHasBegun_IsWaitedForAfterItsDeadline()
    {
        using var slots = new WorkSlots(1, "test");
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var deadline = new CancellationTokenSource();
        var work = slots.RunAsync(
            "a",
            () =>
            {
                begun.Set();
                go.Wait();
                return 1;
            },
            deadline.Token
        );
        begun.Wait();
        await deadline.CancelAsync();
        Assert.False(work.IsCompleted);
        go.Set();
        Assert.Equal(1, await work);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            slots.RunAsync<int>("a", () => throw new InvalidOperationException(), default)
        );
    }

    [Fact]
    public async Task RunAsync_BehindTheBacklogOfAnother_WaitsForOneWork()
    {
        using var slots = new WorkSlots(1, "test");
        using var go = new ManualResetEventSlim();
        var order = new List<string>();
        Task Do(string caller, string what) =>
            slots.RunAsync(
                caller,
                () =>
                {
                    go.Wait();
                    order.Add(what);
                    return 0;
                },
                CancellationToken.None
            );
        Task[] backlog = [.. Enumerable.Range(0, 20).Select(i => Do("many", $"many {i}"))];
        var one = Do("one", "one");
        go.Set();
        await Task.WhenAll([.. backlog, one]);
        Assert.Equal(["many 0", "one", "many 1"], order.Take(3));
    }

    [Fact]
    public async Task RunAsync_GivenUpWhileItWaits_IsNotDone()
    {
        using var slots = new WorkSlots(1, "test");
        using var busy = new ManualResetEventSlim();
        var first = slots.RunAsync(
            "a",
            () =>
            {
                busy.Wait();
                return 1;
            },
            CancellationToken.None
        );
        using var given = new CancellationTokenSource();
        var (done, waiting) = (0, new List<Task>());
        for (var i = 0; i < 100; i++)
            waiting.Add(slots.RunAsync("a", () => Interlocked.Increment(ref done), given.Token));
        await given.CancelAsync();
        foreach (var task in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        busy.Set();
        await first;
        Assert.Equal(2, await slots.RunAsync("a", () => 2, CancellationToken.None));
        Assert.Equal(0, done);
    }
}
