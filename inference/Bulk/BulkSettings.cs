using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Inference.Bulk;

public enum BulkFormat
{
    WebDataset,
    Folder,
    Packed,
}

/// <summary>
/// What decides the bytes of a synthetic data set: processes with equal settings draw parts of one set.
/// </summary>
public sealed record BulkSettings
{
    /// <summary>
    /// Goes up when equal settings give other bytes. 2: PNG by Paeth's filter, up-sampling convolutions on the small
    /// map. 3: PNG of run lengths.
    /// </summary>
    public const int CurrentSchema = 3;
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Name and version.</summary>
    public required string Bundle { get; init; }

    /// <summary>Of bundle.json, which names every file's hash.</summary>
    public required string BundleSha256 { get; init; }
    public required string GeneratorSha256 { get; init; }
    public required string IntendedUse { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Index of the first image.</summary>
    public required long Start { get; init; }
    public required long Count { get; init; }

    /// <summary>Truncation; of several, image i takes number i modulo their count.</summary>
    public required IReadOnlyList<float> Psi { get; init; }

    /// <summary>Pixels.</summary>
    public required int Side { get; init; }
    public required BulkFormat Format { get; init; }

    /// <summary>Null for packed pixels.</summary>
    public EncodedFormat? ImageFormat { get; init; }
    public required int ShardSize { get; init; }

    /// <summary>Images wanted of each class; null takes what the generator gives.</summary>
    public IReadOnlyDictionary<string, long>? Classes { get; init; }

    /// <summary>What is replaced by the next draw of the same image.</summary>
    public bool RejectCopies { get; init; }
    public bool RejectDegenerate { get; init; }

    /// <summary>Copies are looked for, which asks for an embedding of each image.</summary>
    public bool CountCopies { get; init; }

    /// <summary>Draws of one image before it is an error.</summary>
    public int MaxTries { get; init; }

    /// <summary>Frames from one latent vector to the next; null draws each image on its own.</summary>
    public int? Walk { get; init; }

    /// <summary>Resolution in pixels from which on styles come from a second latent vector.</summary>
    public int? MixFrom { get; init; }

    public float PsiOf(long index) => Psi[(int)(index % Psi.Count)];

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>
    /// The first setting in which a file's settings are not these, in words; null where there is none.
    /// </summary>
    public string? DifferenceFrom(string file, string text)
    {
        try
        {
            var (there, here) = (JsonNode.Parse(text)!.AsObject(), JsonNode.Parse(ToJson())!.AsObject());
            return
                here.Select(p => p.Key)
                    .Union(there.Select(p => p.Key))
                    .FirstOrDefault(k => !JsonNode.DeepEquals(there[k], here[k]))
                    is { } key
                ? $"{key} is {there[key]?.ToJsonString() ?? "not set"} there and "
                    + $"{here[key]?.ToJsonString() ?? "not set"} here"
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InputException($"{file}: damaged ({JsonFault.Of(e)}); give another --out", e);
        }
    }
}
