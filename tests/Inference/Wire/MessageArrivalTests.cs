using System.IO.Pipelines;
using Platform.Inference.Wire;

namespace Platform.Inference.Tests.Wire;

public class MessageArrivalTests
{
    readonly Pipe body = new();

    async Task SendAsync(params byte[] bytes) => await body.Writer.WriteAsync(bytes);

    Task ArrivalAsync() => MessageArrival.WaitAsync(body.Reader, most: 10, CancellationToken.None);

    [Fact]
    public async Task Wait_EndsWithTheWholeMessage_AndLeavesItUnread()
    {
        var arrival = ArrivalAsync();
        foreach (var piece in new byte[][] { [0, 0, 0], [0, 3], [1, 2] })
            await SendAsync(piece);
        Assert.False(arrival.IsCompleted);
        await SendAsync(3);
        await arrival;
        Assert.True(body.Reader.TryRead(out var read));
        Assert.Equal([0, 0, 0, 0, 3, 1, 2, 3], System.Buffers.BuffersExtensions.ToArray(read.Buffer));
    }

    [Fact]
    public async Task Wait_ForALongerMessageThanIsRead_EndsAtOnce()
    {
        await SendAsync(0, 255, 255, 255, 255);
        await ArrivalAsync();
        Assert.True(body.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Wait_ForAMessageThatEndsEarly_LeavesWhatCame()
    {
        await SendAsync(0, 0, 0, 0, 9, 1);
        await body.Writer.CompleteAsync();
        await ArrivalAsync();
        Assert.True(body.Reader.TryRead(out var read));
        Assert.Equal(6, read.Buffer.Length);
    }
}
