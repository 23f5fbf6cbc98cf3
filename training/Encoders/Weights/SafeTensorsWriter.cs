using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>Writes .safetensors: equal tensors and metadata give equal bytes. See <see cref="SafeTensors"/>.</summary>
static class SafeTensorsWriter
{
    const int Alignment = 8;

    /// <param name="tensors">by name; of a type that <see cref="SafeTensors"/> knows</param>
    public static void Write(
        Stream stream,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        // The widest type first, so that each tensor begins at a multiple of its own width.
        var ordered = tensors
            .OrderByDescending(t => SafeTensors.BytesOf(t.Value.dtype))
            .ThenBy(t => t.Key, StringComparer.Ordinal)
            .ToArray();
        var json = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[SafeTensors.LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        stream.Write(length);
        stream.Write(json);
        foreach (var (_, tensor) in ordered)
        {
            using var values = tensor.detach().cpu().contiguous();
            stream.Write(values.bytes);
        }
    }

    static byte[] Header(
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafeTensors.MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            var at = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var end = at + tensor.numel() * SafeTensors.BytesOf(tensor.dtype);
                json.WriteStartObject(name);
                json.WriteString(SafeTensors.TypeKey, SafeTensors.NameOf(tensor.dtype));
                Numbers(json, SafeTensors.ShapeKey, tensor.shape);
                Numbers(json, SafeTensors.OffsetsKey, [at, end]);
                json.WriteEndObject();
                at = end;
            }
            json.WriteEndObject();
        }
        while (bytes.Length % Alignment != 0)
            bytes.WriteByte((byte)' ');
        return bytes.ToArray();
    }

    static void Numbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
