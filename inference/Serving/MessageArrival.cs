using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Platform.Inference.Serving;

/// <summary>Waits for a call's first gRPC message without reading it: who reads next finds it there.</summary>
static class MessageArrival
{
    const int Prefix = 5; // compressed or not, then the length: gRPC over HTTP/2, "Length-Prefixed-Message"

    /// <param name="most">a longer one is not waited for: its reader refuses it</param>
    /// <exception cref="IOException">The caller has gone, or sent too slowly.</exception>
    public static async Task WaitAsync(PipeReader body, int most, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var there = read.IsCompleted || read.IsCanceled || IsWhole(read.Buffer, most);
            // nothing examined: the next reader need not wait for more
            body.AdvanceTo(read.Buffer.Start, there ? read.Buffer.Start : read.Buffer.End);
            if (there)
                return;
        }
    }

    /// <summary>Bytes that the first message has as it comes; null for one that ends before it says so.</summary>
    /// <exception cref="IOException">The caller has gone, or sent too slowly.</exception>
    public static async Task<uint?> LengthAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var (length, over) = (Length(read.Buffer), read.IsCompleted || read.IsCanceled);
            body.AdvanceTo(read.Buffer.Start, length is not null || over ? read.Buffer.Start : read.Buffer.End);
            if (length is not null || over)
                return length;
        }
    }

    static uint? Length(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < Prefix)
            return null;
        Span<byte> prefix = stackalloc byte[Prefix];
        buffer.Slice(0, Prefix).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }

    static bool IsWhole(ReadOnlySequence<byte> buffer, int most)
    {
        return Length(buffer) is { } length && (length > most || buffer.Length - Prefix >= length);
    }
}
