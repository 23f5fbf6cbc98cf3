using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared.Imaging;

namespace Platform.Shared.Formats;

/// <summary>
/// settings.json: what decides the bytes of a synthetic set. Processes with equal settings draw parts of one set.
/// </summary>
public sealed record SyntheticSettings
{
    public const string FileName = "settings.json";
    const string Generator = "generatorSha256";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The schema goes up when equal settings give other bytes. 2: PNG by Paeth's filter, up-sampling convolutions on
    /// the small map. 3: PNG of run lengths. 4: the files say their kind.
    /// </summary>
    public static readonly FileContract Contract = new("synthetic set settings", 4, "generate or sample")
    {
        Unmarked = settings =>
            settings.ContainsKey(Generator) && settings["schema"] is JsonValue v && v.TryGetValue<int>(out var schema)
                ? schema
                : null,
        Remedy = "draw the set again, with another --out",
    };

    /// <summary>Name and version of the bundle that the generator is of; null for one of a training run.</summary>
    public string? Bundle { get; init; }

    /// <summary>Of bundle.json, which names every file's hash; null for a generator of a training run.</summary>
    public string? BundleSha256 { get; init; }

    /// <summary>Name of the training run that the generator is of, and how far it is; null for a bundle's.</summary>
    public string? Run { get; init; }

    /// <summary>Of generator.onnx: 64 hexadecimal digits.</summary>
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
    public required SyntheticFormat Format { get; init; }

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

    /// <summary>How the photographs that the generator was trained on were made square.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Fit Fit { get; init; }

    /// <summary>What was done to their colours.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ColourConstancy Colour { get; init; }

    /// <summary>What photographs have gone through that the images are like.</summary>
    [JsonIgnore]
    public PreprocessingSpec Preprocessing => new(Side, Fit, Colour);

    /// <summary>What the images were drawn from, in words: a bundle, or a training run.</summary>
    [JsonIgnore]
    public string Origin => Bundle ?? Run ?? "an unnamed generator";

    public float PsiOf(long index) => Psi[(int)(index % Psi.Count)];

    public string ToJson() => Contract.Text(this, Json);

    /// <exception cref="InputException">Missing, damaged, of another kind or of a newer schema.</exception>
    public static SyntheticSettings Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var settings = Contract.Read<SyntheticSettings>(file, Json);
        Checked(file, settings.GeneratorSha256);
        return settings;
    }

    /// <exception cref="InputException">Not a hash: which generator drew the set is not known.</exception>
    internal static string Checked(string file, string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? sha256
            : throw new InputException($"{file}: damaged ({Generator}: not a SHA-256); {Contract.Remedy}");

    /// <summary>
    /// The first setting in which a file's settings are not these, in words; null where there is none.
    /// </summary>
    /// <exception cref="InputException">Not settings, or those of a release that drew other bytes.</exception>
    public string? DifferenceFrom(string file)
    {
        var there = Contract.Read(file);
        if (Contract.SchemaOf(there) is var schema && schema < Contract.Schema)
            throw new InputException(
                $"{file}: begun by an earlier release (schema {schema}), which drew other bytes; "
                    + "go on with that release, or give another --out"
            );
        var here = JsonNode.Parse(ToJson())!.AsObject();
        return
            here.Select(p => p.Key)
                .Union(there.Select(p => p.Key))
                .FirstOrDefault(k => !JsonNode.DeepEquals(there[k], here[k]))
                is { } key
            ? $"{key} is {there[key]?.ToJsonString() ?? "not set"} there and "
                + $"{here[key]?.ToJsonString() ?? "not set"} here"
            : null;
    }
}
