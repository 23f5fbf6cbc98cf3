using Platform.Shared;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>
/// The format of .safetensors: the header's length in 8 bytes, little-endian; the header, a JSON object with type,
/// shape and place of each tensor; then the tensors' bytes without a gap. https://github.com/huggingface/safetensors
/// </summary>
static class SafeTensors
{
    /// <summary>Of the header, as in the format's own implementation.</summary>
    public const long MostHeaderBytes = 100_000_000;
    public const int LengthBytes = sizeof(ulong);
    public const string MetadataKey = "__metadata__",
        TypeKey = "dtype",
        ShapeKey = "shape",
        OffsetsKey = "data_offsets";

    /// <summary>The types that weights come in, by the format's names.</summary>
    static readonly Dictionary<string, (ScalarType Type, int Bytes)> Types = new()
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["I64"] = (ScalarType.Int64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
    };

    public static IEnumerable<string> TypeNames => Types.Keys;

    public static bool TryType(string name, out ScalarType type)
    {
        var known = Types.TryGetValue(name, out var found);
        type = found.Type;
        return known;
    }

    public static int BytesOf(ScalarType type) => Types.Values.Single(t => t.Type == type).Bytes;

    /// <exception cref="InputException">A type that such files do not hold here.</exception>
    public static string NameOf(ScalarType type) =>
        Types.FirstOrDefault(t => t.Value.Type == type).Key
        ?? throw new InputException($"a tensor of type {type} is not written to .safetensors");
}
