using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Platform.Inference.Serving;

static class Messages
{
    /// <summary>The message's own array when it is one: no second copy of an image.</summary>
    public static byte[] Bytes(ByteString value) =>
        MemoryMarshal.TryGetArray(value.Memory, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
            ? array : value.ToByteArray();
}
