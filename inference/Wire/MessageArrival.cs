using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Platform.Inference.Wire;

/// <summary>Waits for a call's first gRPC message without reading it: who reads next finds it there.</summary>
static class MessageArrival
{
    const int Prefix = 5; // compressed or not, then the length: gRPC over HTTP/2, "Length-Prefixed-Message"

    /// <param name="most">a longer one is not waited for: its reader refuses it</param>
    /// <exception cref="IOException">The caller has gone, or sent too slowly.</exception>
    public static async Task WaitAsync(PipeReader body, int most, CancellationToken cancel) =>
        _ = await UntilAsync<bool>(body, buffer => IsWhole(buffer, most) ? true : null, cancel);

    /// <summary>Bytes that the first message has as it comes; null for one that ends before it says so.</summary>
    /// <exception cref="IOException">The caller has gone, or sent too slowly.</exception>
    public static Task<uint?> LengthAsync(PipeReader body, CancellationToken cancel) =>
        UntilAsync<uint>(body, Length, cancel);

    /// <summary>
    /// What was looked for, or null where the body ended without it. Nothing of the body is consumed.
    /// </summary>
    /// <remarks>
    /// What came last stays unexamined, so that the next reader need not wait for more. What was examined before stays
    /// so: Kestrel would take it back from the windows of HTTP/2, the connection's too, which other calls then overrun.
    /// </remarks>
    static async Task<T?> UntilAsync<T>(
        PipeReader body,
        Func<ReadOnlySequence<byte>, T?> find,
        CancellationToken cancel
    )
        where T : struct
    {
        var examined = 0L;
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var (start, found) = (read.Buffer.Start, find(read.Buffer));
            if (found is not null || read.IsCompleted || read.IsCanceled)
            {
                body.AdvanceTo(start, read.Buffer.GetPosition(examined));
                return found;
            }
            examined = read.Buffer.Length;
            body.AdvanceTo(start, read.Buffer.End);
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
