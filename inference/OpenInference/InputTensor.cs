using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;
using Platform.Shared;

namespace Platform.Inference.OpenInference;

/// <summary>One input of a request, sent raw (little-endian, row-major) or typed.</summary>
sealed class InputTensor
{
    readonly string model;
    readonly ByteString? raw;
    readonly InferTensorContents contents;
    public string Name { get; }
    public string Datatype { get; }
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements that the shape has.</summary>
    public int Count { get; }

    /// <param name="raw">null where the values are typed</param>
    /// <exception cref="InputException">The shape is none.</exception>
    public InputTensor(string model, ModelInferRequest.Types.InferInputTensor tensor, ByteString? raw)
    {
        (this.model, this.raw, contents) = (model, raw, tensor.Contents ?? new());
        (Name, Datatype, Shape) = (tensor.Name, tensor.Datatype, tensor.Shape);
        Count = 1;
        foreach (var length in Shape)
            Count =
                length is >= 0 and <= int.MaxValue && Count * length <= int.MaxValue
                    ? (int)(Count * length)
                    : throw Error($"shape [{string.Join(',', Shape)}] is not one");
        if (raw is not null && tensor.Contents is not null)
            throw new InputException(
                $"contents field must not be specified when using raw_input_contents for '{Name}' for model '{model}'"
            );
    }

    public InputException Error(string what) => new($"input '{Name}' for model '{model}': {what}");

    /// <summary>Elements of BYTES: raw, each is its length as uint32 and its bytes.</summary>
    public IReadOnlyList<byte[]> Bytes()
    {
        if (raw is null)
            return Sized([.. contents.BytesContents.Select(Messages.Bytes)]);
        var (elements, rest) = (new List<byte[]>(), raw.Memory);
        while (rest.Length > 0)
        {
            if (
                rest.Length < 4
                || BinaryPrimitives.ReadUInt32LittleEndian(rest.Span) is var length && length > rest.Length - 4
            )
                throw Error("a BYTES element is cut short");
            if (elements.Count == Count)
                throw Error($"more elements than the {Count} of its shape");
            elements.Add(rest.Slice(4, (int)length).ToArray());
            rest = rest[(4 + (int)length)..];
        }
        return Sized(elements);
    }

    public ReadOnlyMemory<byte> UInt8() =>
        raw is null
            ? Sized<byte>([.. contents.UintContents.Select(v => v <= 255 ? (byte)v : throw Error($"{v} is no UINT8"))])
                .ToArray()
            : SizedRaw(1).Memory;

    public float[] Fp32() => Values<float>(contents.Fp32Contents);

    public long[] Int64() => Values<long>(contents.Int64Contents);

    public ulong[] UInt64() => Values<ulong>(contents.Uint64Contents);

    T[] Values<T>(IReadOnlyList<T> typed)
        where T : unmanaged =>
        raw is null ? [.. Sized(typed)] : MemoryMarshal.Cast<byte, T>(SizedRaw(Marshal.SizeOf<T>()).Span).ToArray();

    ByteString SizedRaw(int size) =>
        raw!.Length == (long)Count * size
            ? raw
            : throw Error($"{raw.Length} bytes; its shape has {(long)Count * size}");

    IReadOnlyList<T> Sized<T>(IReadOnlyList<T> values)
    {
        if (values.Count == 0 && Count > 0)
            throw new InputException($"unable to find data for input tensor '{Name}' for model '{model}' in request");
        return values.Count == Count ? values : throw Error($"{values.Count} elements; its shape has {Count}");
    }
}
