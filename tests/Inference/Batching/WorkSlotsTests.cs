using Platform.Inference.Batching;

namespace Platform.Inference.Tests.Batching;

public class WorkSlotsTests
{
    [Fact]
    public async Task RunAsync_WaitingForItsTurn_EndsAtItsDeadline()
    {
        using var slots = new WorkSlots(1, "test");
        using var busy = new ManualResetEventSlim();
        var first = slots.RunAsync(() => { busy.Wait(); return 1; }, CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slots.RunAsync(() => 2, deadline.Token));
        busy.Set();
        Assert.Equal(1, await first);
        Assert.Equal(3, await slots.RunAsync(() => 3, CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_OfWorkThatHasBegun_IsWaitedForAfterItsDeadline()
    {
        using var slots = new WorkSlots(1, "test");
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var deadline = new CancellationTokenSource();
        var work = slots.RunAsync(() => { begun.Set(); go.Wait(); return 1; }, deadline.Token);
        begun.Wait();
        await deadline.CancelAsync();
        Assert.False(work.IsCompleted);
        go.Set();
        Assert.Equal(1, await work);
        await Assert.ThrowsAsync<InvalidOperationException>(() => slots.RunAsync<int>(() => throw new InvalidOperationException(), default));
    }
}
