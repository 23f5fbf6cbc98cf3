using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Shared.Formats;

/// <summary>
/// audit.json: whether synthetic images give away the photographs that their generator was trained on. Written by
/// audit, asked by publish before it lets a generator pass, and told by the model card.
/// </summary>
public sealed record AuditReport
{
    public const string FileName = "audit.json";

    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>
    /// 2: names the photographs that the images were compared with. Before, a report had neither kind nor schema, and
    /// cannot be relied on.
    /// </summary>
    public static readonly FileContract Contract = new("audit", 2, "audit")
    {
        First = 2,
        Unmarked = report => report["passed"] is JsonValue ? 1 : null,
    };

    public required bool Passed { get; init; }

    /// <summary>One line for each limit that is exceeded.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>Name of the folder of the synthetic images.</summary>
    public required string Dataset { get; init; }

    /// <summary>Of the generator that drew the images; null where the folder does not say.</summary>
    public required string? GeneratorSha256 { get; init; }

    /// <summary>Of the manifest of the photographs that they were compared with.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The space of the embeddings; null where none was given.</summary>
    public required string? Encoder { get; init; }
    public required int SyntheticImages { get; init; }
    public required int TrainingImages { get; init; }
    public required int HeldOutImages { get; init; }

    /// <summary>Share of the images that are copies of training photographs.</summary>
    public required double CopyShare { get; init; }

    /// <summary>The same of held-out photographs, of which none is a copy.</summary>
    public required double CopyShareHeldOut { get; init; }
    public required AuditedLimits Limits { get; init; }

    /// <summary>By name: pixels, and embeddings where an encoder was given.</summary>
    public required IReadOnlyDictionary<string, AuditedSpace> Spaces { get; init; }

    /// <summary>The highest score first.</summary>
    public required IReadOnlyList<AuditedCopy> Copies { get; init; }

    public string ToJson() => Contract.Text(this, Json);

    /// <exception cref="InputException">Missing, damaged, of another kind or of another schema.</exception>
    public static AuditReport Read(string folder) => Contract.Read<AuditReport>(Path.Combine(folder, FileName), Json);
}

/// <param name="CopyScore">correlation of details above which an image is a copy</param>
/// <param name="Copies">share of copies that may pass, beyond that of held-out photographs</param>
/// <param name="Membership">what the lower bound of the area may be</param>
public sealed record AuditedLimits(double CopyScore, double Copies, double Membership);

/// <param name="MembershipArea">of membership inference; 0.5 is guessing</param>
/// <param name="MembershipAreaLow">lower bound of its interval of 95 %; null where too few lesions give none</param>
/// <param name="MembershipAreaHigh">upper bound of the same</param>
/// <param name="Memorisation">quantiles of the distances to the nearest training photograph</param>
public sealed record AuditedSpace(
    double MembershipArea,
    double? MembershipAreaLow,
    double? MembershipAreaHigh,
    object Memorisation
);

/// <param name="File">the synthetic image</param>
/// <param name="TrainingImage">the photograph that it copies</param>
public sealed record AuditedCopy(string File, string TrainingImage, double Score);
