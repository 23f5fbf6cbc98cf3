using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public class PipelineTests
{
    static IEnumerable<long> To(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    [Fact]
    public async Task Run_WritesInOrder_WhateverIsReadyFirst()
    {
        var written = new List<long>();
        await new ImagePipeline(4, 2, 8).RunAsync(
            To(500),
            i =>
            {
                Thread.SpinWait((int)(i * 7919 % 1000));
                return i;
            },
            i => 2 * i,
            written.Add,
            CancellationToken.None
        );
        Assert.Equal(To(500).Select(i => 2 * i), written);
    }

    [Fact]
    public async Task Run_HoldsNoMoreThanItsWindow()
    {
        int started = 0,
            finished = 0,
            most = 0;
        await new ImagePipeline(2, 1, 4).RunAsync(
            To(300),
            i =>
            {
                Interlocked.Increment(ref started);
                return i;
            },
            i => i,
            _ =>
            {
                most = Math.Max(most, Volatile.Read(ref started) - finished);
                finished++;
                Thread.SpinWait(2000);
            },
            CancellationToken.None
        );
        Assert.InRange(most, 1, 2 + 4 + 1); // at the drawers, in the queue, at the writer
    }

    [Theory]
    [InlineData("draw")]
    [InlineData("encode")]
    [InlineData("write")]
    public async Task Run_OnAFailure_StopsEverythingBeforeItThrows(string where)
    {
        var running = 0;
        T At<T>(string stage, long i, T value)
        {
            Interlocked.Increment(ref running);
            try
            {
                return stage == where && i == 20 ? throw new InvalidDataException(stage) : value;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            new ImagePipeline(3, 2, 4).RunAsync(
                To(1_000_000),
                i => At("draw", i, i),
                i => At("encode", i, i),
                i => At("write", i, i),
                CancellationToken.None
            )
        );
        Assert.Equal((where, 0), (error.Message, running));
    }

    /// <summary>What was begun before the cancellation may still be written, and nothing after it.</summary>
    [Fact]
    public async Task Run_CancelledWhileTheOnlyWorkerDraws_DoesNotPassForComplete()
    {
        using var cancel = new CancellationTokenSource();
        var written = new List<long>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ImagePipeline(1, 1, 4).RunAsync(
                To(1000),
                i =>
                {
                    if (i == 50)
                        cancel.Cancel();
                    return i;
                },
                i => i,
                written.Add,
                cancel.Token
            )
        );
        Assert.InRange(written.Count, 50, 51);
        Assert.Equal(To(written.Count), written);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ImagePipeline(2, 2, 4).RunAsync(
                To(1_000_000),
                i => i,
                i => i,
                i =>
                {
                    if (i == 50)
                        cancel.Cancel();
                },
                cancel.Token
            )
        );
    }
}
