using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference;

/// <summary>One output before it is known in which form it is sent: FP32, UINT8, BOOL or BYTES.</summary>
sealed record OutputTensor(string Name, string Datatype, IReadOnlyList<long> Shape, Array Values)
{
    /// <summary>Whether its BYTES are files; else they are UTF-8.</summary>
    public bool IsFile { get; private init; }

    public static OutputTensor Fp32(string name, float[] values, params long[] shape) =>
        new(name, "FP32", shape, values);

    public static OutputTensor Bool(string name, bool[] values, params long[] shape) =>
        new(name, "BOOL", shape, values);

    public static OutputTensor UInt8(string name, byte[] values, params long[] shape) =>
        new(name, "UINT8", shape, values);

    /// <summary>Of files, which are no text.</summary>
    public static OutputTensor Files(string name, byte[][] values, params long[] shape) =>
        Bytes(name, values, shape) with
        {
            IsFile = true,
        };

    public static OutputTensor Bytes(string name, byte[][] values, params long[] shape) =>
        new(name, "BYTES", shape, values);

    /// <summary>Its name, datatype and shape.</summary>
    public ModelInferResponse.Types.InferOutputTensor Metadata() =>
        new()
        {
            Name = Name,
            Datatype = Datatype,
            Shape = { Shape },
        };

    public ByteString Raw() =>
        UnsafeByteOperations.UnsafeWrap(
            Values switch
            {
                float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()).ToArray(),
                byte[] bytes => bytes,
                bool[] bools => [.. bools.Select(b => b ? (byte)1 : (byte)0)],
                var elements => Prefixed((byte[][])elements),
            }
        );

    public InferTensorContents Typed() =>
        Values switch
        {
            float[] floats => new() { Fp32Contents = { floats } },
            bool[] bools => new() { BoolContents = { bools } },
            byte[] bytes => new() { UintContents = { bytes.Select(b => (uint)b) } },
            var elements => new()
            {
                BytesContents = { ((byte[][])elements).Select(e => UnsafeByteOperations.UnsafeWrap(e)) },
            },
        };

    /// <summary>Elements of BYTES as raw: each behind its length.</summary>
    public static byte[] Prefixed(byte[][] elements)
    {
        var raw = new byte[elements.Sum(e => 4 + e.Length)];
        var at = 0;
        foreach (var element in elements)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(raw.AsSpan(at), (uint)element.Length);
            element.CopyTo(raw.AsSpan(at + 4));
            at += 4 + element.Length;
        }
        return raw;
    }
}
