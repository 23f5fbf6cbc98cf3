using System.Net;
using Google.Protobuf;

namespace Platform.Inference.Tests.Serving;

/// <summary>A gRPC message of which a part is sent, and the rest when it is let go.</summary>
sealed class HeldMessage : HttpContent
{
    const int Part = 7; // the length, and 2 bytes of the message
    readonly byte[] framed;
    readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously),
        released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldMessage(IMessage message)
    {
        var bytes = message.ToByteArray();
        framed =
        [
            0,
            (byte)(bytes.Length >> 24),
            (byte)(bytes.Length >> 16),
            (byte)(bytes.Length >> 8),
            (byte)bytes.Length,
            .. bytes,
        ];
        Headers.ContentType = new("application/grpc");
    }

    /// <summary>Ends when the part is on its way.</summary>
    public Task Begun => begun.Task;

    public void Release() => released.TrySetResult();

    public HttpRequestMessage To(string method) =>
        new(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "te", "trailers" } },
            Content = this,
        };

    protected override bool TryComputeLength(out long length) => (length = 0) != 0;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(framed.AsMemory(0, Part));
        await stream.FlushAsync();
        begun.TrySetResult();
        await released.Task;
        await stream.WriteAsync(framed.AsMemory(Part));
    }
}
