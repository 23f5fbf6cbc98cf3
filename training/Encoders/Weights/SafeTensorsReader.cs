using System.Buffers.Binary;
using Platform.Shared;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>Reads .safetensors: nothing in such a file is ever run. See <see cref="SafeTensors"/>.</summary>
sealed class SafeTensorsReader : ITensorFile
{
    readonly string path;
    readonly Stream stream;
    readonly SafeTensorsHeader header;
    readonly long dataStart;

    /// <param name="path">that messages name</param>
    /// <param name="stream">one that can seek, at its start; it is closed with the reader</param>
    /// <exception cref="InputException">Cut short, or not as the format asks.</exception>
    public SafeTensorsReader(string path, Stream stream)
    {
        (this.path, this.stream) = (path, stream);
        var length = HeaderLength();
        var json = new byte[length];
        stream.ReadExactly(json);
        dataStart = SafeTensors.LengthBytes + length;
        header = new(path, json, stream.Length - dataStart);
        Entries = header.Tensors.ToDictionary(t => t.Key, t => t.Value.Entry);
    }

    public IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    long HeaderLength()
    {
        if (stream.Length < SafeTensors.LengthBytes)
            throw new InputException($"{path}: not a .safetensors file: {stream.Length} bytes hold no header");
        Span<byte> bytes = stackalloc byte[SafeTensors.LengthBytes];
        stream.ReadExactly(bytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > SafeTensors.MostHeaderBytes)
            throw new InputException(
                $"{path}: not a .safetensors file: its header would have {length:N0} bytes, and at most "
                    + $"{SafeTensors.MostHeaderBytes:N0} are read"
            );
        return (long)length <= stream.Length - SafeTensors.LengthBytes
            ? (long)length
            : throw new InputException(
                $"{path}: not a whole .safetensors file: its header has {length:N0} bytes, and "
                    + $"{stream.Length - SafeTensors.LengthBytes:N0} are there"
            );
    }

    public Tensor Read(string name)
    {
        var (entry, begin, end) = header.Tensors[name];
        if (end - begin > int.MaxValue)
            throw new InputException($"{path}: {name} has {end - begin:N0} bytes, more than is read of one tensor");
        var values = empty([.. entry.Shape], entry.Type);
        stream.Position = dataStart + begin;
        stream.ReadExactly(values.bytes);
        return values;
    }

    public void Dispose() => stream.Dispose();
}
