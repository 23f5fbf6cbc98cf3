using System.Text.Json;

namespace Platform.Shared.Onnx;

/// <summary>A node of a generator's graph that makes the style of one layer from w.</summary>
/// <param name="Node">its name</param>
/// <param name="Side">of the layer's feature maps, pixels</param>
public sealed record StyleNode(string Node, int Side);

/// <summary>
/// What a generator's file says of its styles, as metadata of the ONNX model: the export writes it, style mixing
/// reads it.
/// </summary>
public static class StyleNodes
{
    /// <summary>In the model's metadata_props.</summary>
    public const string Key = "lesion.styles";

    static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <param name="nodes">in the order of the layers; none for a generator without styles</param>
    public static string Write(IReadOnlyList<StyleNode> nodes) => JsonSerializer.Serialize(nodes, Json);

    /// <exception cref="InputException">The metadata are no such list.</exception>
    public static IReadOnlyList<StyleNode> Read(string path, string metadata)
    {
        try
        {
            if (JsonSerializer.Deserialize<StyleNode[]>(metadata, Json) is { } nodes && nodes.All(IsWhole))
                return nodes;
        }
        catch (JsonException) { }
        throw new InputException($"{path}: its metadata '{Key}' cannot be read; publish the bundle again");
    }

    static bool IsWhole(StyleNode? style) => style is { Node.Length: > 0, Side: > 0 };
}
