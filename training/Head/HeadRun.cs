using System.Text.Json.Serialization;
using Platform.Training.Data;
using Platform.Training.Runs;

namespace Platform.Training.Head;

/// <summary>What a head was fitted on and with, as config.json keeps it.</summary>
/// <param name="EncoderSha256">of the encoder's weights, so that publish joins the head to no other encoder</param>
/// <param name="Splits">number of other splits that were tried</param>
/// <param name="Calibration">
/// share of the training images, by lesion, that was kept from the head to calibrate it
/// </param>
/// <param name="Labels">number of training images whose labels were used; null for all</param>
[RunKind("head")]
public sealed record HeadRun(
    string Encoder,
    string EncoderSha256,
    string EncoderManifestSha256,
    bool EncoderSawTest,
    string Dataset,
    string ManifestSha256,
    float? L2,
    int Seed,
    int Splits = 0,
    int? Labels = null,
    double Calibration = 0,
    TrustOptions? Trust = null,
    Precision? Precision = null,
    Arithmetic? Arithmetic = null,
    IReadOnlyList<Start>? Starts = null
) : IRunRecord
{
    /// <summary>Seed of the choice of labels and of calibration images, where it is the encoder's; else Seed.</summary>
    public int? LabelSeed { get; init; }

    /// <summary>
    /// Over which symmetric copies of a picture its embedding is averaged; null for the picture alone.
    /// </summary>
    public Symmetry? Symmetry { get; init; }

    /// <summary>What classes counted in the fit; null for images that all counted alike.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>Other encoders that it was measured beside: imagenet, or the name of a run's folder.</summary>
    public IReadOnlyList<string>? Baselines { get; init; }

    /// <summary>Which labels it was fitted on.</summary>
    [JsonIgnore]
    public LabelUse LabelUse => new(Labels, Calibration, LabelSeed ?? Seed);
}
