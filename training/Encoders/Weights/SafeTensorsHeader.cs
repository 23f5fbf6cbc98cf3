using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>The header of a .safetensors file, checked as a whole before a tensor is read.</summary>
sealed class SafeTensorsHeader
{
    const int MostDepth = 8;
    static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };
    readonly string path;
    readonly long dataBytes;
    readonly Dictionary<string, string> metadata = [];
    readonly Dictionary<string, (TensorEntry Entry, long Begin, long End)> tensors = [];

    /// <param name="path">that messages name</param>
    /// <param name="dataBytes">what the file holds behind the header</param>
    /// <exception cref="InputException">Not such a header, or one that does not describe these bytes.</exception>
    public SafeTensorsHeader(string path, ReadOnlyMemory<byte> json, long dataBytes)
    {
        (this.path, this.dataBytes) = (path, dataBytes);
        if (json.IsEmpty || json.Span[0] != '{')
            throw Fault("the header does not begin with '{'");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Name == SafeTensors.MetadataKey)
                    ReadMetadata(property.Value);
                else
                    tensors.Add(property.Name, Tensor(property.Name, property.Value));
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: not a .safetensors file: its header is no JSON ({JsonFault.Of(e)})", e);
        }
        CheckPlaces();
    }

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>By name: type and shape, and the place of its bytes behind the header.</summary>
    public IReadOnlyDictionary<string, (TensorEntry Entry, long Begin, long End)> Tensors => tensors;

    void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Fault($"{SafeTensors.MetadataKey} is no object");
        foreach (var entry in value.EnumerateObject())
            metadata[entry.Name] =
                entry.Value.ValueKind == JsonValueKind.String
                    ? entry.Value.GetString()!
                    : throw Fault($"{SafeTensors.MetadataKey}: {entry.Name} is no text");
    }

    (TensorEntry, long, long) Tensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Fault($"{name} is no object");
        var fields = value.EnumerateObject().Select(f => f.Name).Order(StringComparer.Ordinal);
        if (!fields.SequenceEqual([SafeTensors.OffsetsKey, SafeTensors.TypeKey, SafeTensors.ShapeKey]))
            throw Fault(
                $"{name} has other fields than {SafeTensors.TypeKey}, {SafeTensors.ShapeKey} and "
                    + SafeTensors.OffsetsKey
            );
        var type = value.GetProperty(SafeTensors.TypeKey);
        if (type.ValueKind != JsonValueKind.String || !SafeTensors.TryType(type.GetString()!, out var scalar))
            throw Fault(
                $"{name} has the type {type.GetRawText()}; read are {string.Join(", ", SafeTensors.TypeNames)}"
            );
        var shape = Numbers(name, SafeTensors.ShapeKey, value);
        if (Numbers(name, SafeTensors.OffsetsKey, value) is not [var begin, var end] || begin > end)
            throw Fault($"{name}: {SafeTensors.OffsetsKey} are not two numbers, the first no larger than the second");
        if (end > dataBytes)
            throw Fault($"{name} ends at byte {end:N0} of {dataBytes:N0}: the file is cut short");
        if (BytesOf(shape, scalar) is not { } bytes || bytes != end - begin)
            throw Fault(
                $"{name} has {end - begin:N0} bytes, which a shape of [{string.Join(", ", shape)}] in "
                    + $"{type.GetString()} does not take"
            );
        return (new(scalar, shape), begin, end);
    }

    long[] Numbers(string name, string field, JsonElement tensor)
    {
        var list = tensor.GetProperty(field);
        if (list.ValueKind != JsonValueKind.Array)
            throw Fault($"{name}: {field} is no list");
        return
        [
            .. list.EnumerateArray()
                .Select(n =>
                    n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out var number) && number >= 0
                        ? number
                        : throw Fault($"{name}: {field} holds {n.GetRawText()}, which is no whole number from 0 on")
                ),
        ];
    }

    /// <returns>null where it is more than a file can hold</returns>
    static long? BytesOf(long[] shape, ScalarType type)
    {
        try
        {
            return checked(shape.Aggregate(1L, (product, d) => checked(product * d)) * SafeTensors.BytesOf(type));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Each byte belongs to one tensor: nothing overlaps, and nothing lies hidden between.</summary>
    void CheckPlaces()
    {
        var at = 0L;
        foreach (var (name, (_, begin, end)) in tensors.OrderBy(t => t.Value.Begin).ThenBy(t => t.Value.End))
        {
            if (begin != at)
                throw Fault(
                    begin < at
                        ? $"{name} overlaps the tensor before it by {at - begin:N0} bytes"
                        : $"{begin - at:N0} bytes before {name} belong to no tensor"
                );
            at = end;
        }
        if (at != dataBytes)
            throw Fault($"the last {dataBytes - at:N0} bytes belong to no tensor");
    }

    InputException Fault(string what) => new($"{path}: not a whole .safetensors file: {what}");
}
