using Platform.Inference.Batching;

namespace Platform.Inference.Tests.Batching;

public class WorkSlotsTests
{
    [Fact]
    public async Task RunAsync_WaitingForItsTurn_EndsAtItsDeadline()
    {
        var slots = new WorkSlots(1);
        using var busy = new ManualResetEventSlim();
        var first = slots.RunAsync(() => { busy.Wait(); return 1; }, CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slots.RunAsync(() => 2, deadline.Token));
        busy.Set();
        Assert.Equal(1, await first);
        Assert.Equal(3, await slots.RunAsync(() => 3, CancellationToken.None));
    }
}
