using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference;

/// <summary>One output before it is known whether it is sent raw or typed: FP32, UINT8 or BYTES.</summary>
sealed record OutputTensor(string Name, string Datatype, IReadOnlyList<long> Shape, Array Values)
{
    public static OutputTensor Fp32(string name, float[] values, params long[] shape) => new(name, "FP32", shape, values);
    public static OutputTensor UInt8(string name, byte[] values, params long[] shape) => new(name, "UINT8", shape, values);
    public static OutputTensor Bytes(string name, byte[][] values, params long[] shape) => new(name, "BYTES", shape, values);

    public ByteString Raw() => UnsafeByteOperations.UnsafeWrap(Values switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()).ToArray(),
        byte[] bytes => bytes,
        var elements => Prefixed((byte[][])elements),
    });

    public InferTensorContents Typed() => Values switch
    {
        float[] floats => new() { Fp32Contents = { floats } },
        byte[] bytes => new() { UintContents = { bytes.Select(b => (uint)b) } },
        var elements => new() { BytesContents = { ((byte[][])elements).Select(e => UnsafeByteOperations.UnsafeWrap(e)) } },
    };

    static byte[] Prefixed(byte[][] elements)
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
