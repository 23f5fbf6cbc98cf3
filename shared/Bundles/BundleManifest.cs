using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Shared.Taxonomy;
using Platform.Shared.Trust;

namespace Platform.Shared.Bundles;

/// <summary>bundle.json: what a bundle is, how its files are used, and where they come from.</summary>
public sealed record BundleManifest
{
    /// <summary>The newest that is read.</summary>
    public const int CurrentSchema = 5;
    public const int FirstSchema = 1;
    public const string FileName = "bundle.json";
    public const string ResearchUseOnly = "research use only; not a medical device";
    public const string Int8 = "int8";

    public int SchemaVersion { get; init; } = FirstSchema;

    /// <summary>The oldest that holds what this bundle says: older releases read on what they can read.</summary>
    [JsonIgnore]
    public int LeastSchema =>
        WithoutGenerator is not null || !Preprocessing.IsPlain ? 5
        : Trust?.Priors is not null || Trust?.Malignancy is not null ? 4
        : GeneratorPrecision is not null || Synthesis is not null ? 3
        : Precision is not null || Quantisation is not null ? 2
        : FirstSchema;

    /// <summary>
    /// SHA-256 of this file with these 64 digits as zeros: a changed manifest is as visible as a changed model.
    /// </summary>
    public string Sha256 { get; init; } = "";

    public required string Name { get; init; }

    /// <summary>major.minor.patch, semver.org 2.0.0</summary>
    public required string Version { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required string SourceCommit { get; init; }

    /// <summary>In the order of the head's outputs.</summary>
    public required IReadOnlyList<Diagnosis> Classes { get; init; }

    /// <summary>
    /// How a photograph becomes the encoder's input; the generator was trained on pictures that were treated alike.
    /// Other than squashed, or with other colours: schema 5.
    /// </summary>
    public required PreprocessingSpec Preprocessing { get; init; }

    /// <summary>By path inside the bundle, with forward slashes.</summary>
    public IReadOnlyDictionary<string, BundleFile> Files { get; init; } = new SortedDictionary<string, BundleFile>();

    /// <summary>The training configurations by stage, such as "gan", "ssl" and "head".</summary>
    public IReadOnlyDictionary<string, JsonElement> Training { get; init; } =
        new SortedDictionary<string, JsonElement>();

    /// <summary>SHA-256 of each data set's manifest by its name.</summary>
    public IReadOnlyDictionary<string, string> DataManifests { get; init; } = new SortedDictionary<string, string>();
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>();
    public CalibrationSpec Calibration { get; init; } = CalibrationSpec.None;

    /// <summary>
    /// How encoder.onnx and classifier.onnx compute: <see cref="Int8"/>, or null for float32. Schema 2.
    /// </summary>
    public string? Precision { get; init; }

    /// <summary>What int8 does to the answers; null where it was not tried. Schema 2.</summary>
    public QuantisationSpec? Quantisation { get; init; }

    /// <summary>True where it was published without a generator, and draws nothing; else null. Schema 5.</summary>
    public bool? WithoutGenerator { get; init; }

    /// <summary>How generator.onnx computes: <see cref="Int8"/>, or null for float32. Schema 3.</summary>
    public string? GeneratorPrecision { get; init; }

    /// <summary>What int8 does to the drawn images; null where it was not tried. Schema 3.</summary>
    public SynthesisSpec? Synthesis { get; init; }

    /// <summary>How the bundle tells what it does not know; null in one that was published without.</summary>
    public TrustSpec? Trust { get; init; }

    /// <summary>What was measured on held-out images, as evaluate writes it; null where nothing was.</summary>
    public JsonElement? Evaluation { get; init; }

    /// <summary>Counts of the labelled data set, for DATA_SHEET.md.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>What audit found in the generator's images; null where nobody looked.</summary>
    public JsonElement? Audit { get; init; }
    public string IntendedUse { get; init; } = ResearchUseOnly;

    /// <summary>Licences and notices of the data that the weights were trained on, one a line.</summary>
    public IReadOnlyList<string> TrainingDataNotices { get; init; } = [];
}

/// <param name="Sha256">64 hexadecimal digits</param>
public sealed record BundleFile(string Sha256)
{
    public IReadOnlyList<TensorSpec> Inputs { get; init; } = [];
    public IReadOnlyList<TensorSpec> Outputs { get; init; } = [];
}

/// <param name="Type">"float" or "uint8"</param>
/// <param name="Shape">-1 where a dimension is free, such as the batch</param>
/// <param name="Range">of the values</param>
/// <param name="Unit">of the values</param>
public sealed record TensorSpec(string Name, string Type, IReadOnlyList<long> Shape, string Range, string Unit);
