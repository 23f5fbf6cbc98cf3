using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Platform.Inference.Wire;

static class Messages
{
    /// <summary>Characters of a caller's own name for a request, which comes back with the answer.</summary>
    public const int MaxRequestId = 256;

    /// <summary>
    /// Of a text that quotes a caller: a name of megabytes does not come back as an error of megabytes.
    /// </summary>
    const int MaxText = 500;

    /// <summary>The text, or its beginning where it is long.</summary>
    public static string Short(string text) => text.Length <= MaxText ? text : $"{text.AsSpan(0, MaxText)}...";

    /// <summary>The message's own array when it is one: no second copy of an image.</summary>
    public static byte[] Bytes(ByteString value) =>
        MemoryMarshal.TryGetArray(value.Memory, out var segment)
        && segment.Array is { } array
        && segment.Offset == 0
        && segment.Count == array.Length
            ? array
            : value.ToByteArray();
}
