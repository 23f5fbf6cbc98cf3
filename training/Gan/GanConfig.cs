using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Platform.Training.Data;

namespace Platform.Training.Gan;

/// <summary>
/// What every GAN run has: size, growth and the training loop. The defaults are the paper's (256 px, 14 layers, Adam
/// (0, 0.99), 0.002 at 256 px); what it leaves out is taken from Karras et al. 2019, section 2 and appendix C, and its
/// published implementation. A method's own options are a record in its folder.
/// </summary>
public sealed record GanConfig : IValidatableObject
{
    public static readonly GanConfig Paper = new();

    /// <summary>64 px and up to 128 channels, for a CPU; <c>gan</c> shows the time that is left.</summary>
    public static readonly GanConfig Small = Paper with
    {
        Resolution = 64,
        ChannelBase = 1024,
        ChannelMax = 128,
        Kimg = 100,
        StableKimg = 8,
        FadeKimg = 8,
        BatchSizes = "4:32,32:16",
        LearningRates = "4:0.002",
        EmaKimg = 2,
        SampleKimg = 5,
        CheckpointKimg = 5,
        Symmetry = Symmetry.Square,
    };

    /// <summary>For the quickstart: about a minute of two cores, 1,500 steps.</summary>
    public static readonly GanConfig Smoke = Small with
    {
        Resolution = 32,
        StartResolution = 16,
        ChannelBase = 256,
        ChannelMax = 32,
        LatentSize = 64,
        Kimg = 12,
        StableKimg = 1.5,
        FadeKimg = 1.5,
        BatchSizes = "4:8",
        EmaKimg = 0.5,
        SampleKimg = 4,
        CheckpointKimg = 4,
    };

    [Description("side of the generated image in pixels, a power of two"), Range(8, 1024)]
    public int Resolution { get; init; } = 256;

    [Description("side at which growth begins in pixels, a power of two"), Range(4, 1024)]
    public int StartResolution { get; init; } = 8;

    [Description("size of z and w"), Range(1, 4096)]
    public int LatentSize { get; init; } = 512;

    [Description("feature maps at level s: min(base / 2^s, max)"), Range(16, 65536)]
    public int ChannelBase { get; init; } = 8192;

    [Description("most feature maps of a layer"), Range(1, 2048)]
    public int ChannelMax { get; init; } = 512;

    [Description("length of the training in thousand real images shown"), Range(0.001, 1e6)]
    public double Kimg { get; init; } = 12000;

    [Description("thousand images at a resolution before the next fades in"), Range(0, 1e6)]
    public double StableKimg { get; init; } = 600;

    [Description("thousand images of a fade-in"), Range(0, 1e6)]
    public double FadeKimg { get; init; } = 600;

    [Description("images a step, by resolution")]
    public string BatchSizes { get; init; } = "4:128,32:64,64:32,128:16,256:8,512:4";

    [Description("Adam's learning rate, by resolution")]
    public string LearningRates { get; init; } = "4:0.001,128:0.0015,256:0.002,512:0.003";

    [Description("Adam's beta 1"), Range(0, 0.9999)]
    public double Beta1 { get; init; }

    [Description("Adam's beta 2"), Range(0, 0.9999)]
    public double Beta2 { get; init; } = 0.99;

    [Description("half-life of the averaged generator in thousand images"), Range(0.001, 1000)]
    public double EmaKimg { get; init; } = 10;

    [Description("symmetries that real images are shown in")]
    public Symmetry Symmetry { get; init; } = Symmetry.Mirror;

    [Description("seed of weights, order, latents and noise")]
    public int Seed { get; init; }

    [Description("thousand images from one sample grid to the next"), Range(0.001, 1e6)]
    public double SampleKimg { get; init; } = 50;

    [Description("thousand images from one checkpoint to the next"), Range(0.001, 1e6)]
    public double CheckpointKimg { get; init; } = 50;

    [Description("newest checkpoints to keep"), Range(1, 1000)]
    public int KeepCheckpoints { get; init; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (!int.IsPow2(Resolution))
            yield return new("not a power of two", [nameof(Resolution)]);
        if (!int.IsPow2(StartResolution) || StartResolution > Resolution)
            yield return new("not a power of two up to the resolution", [nameof(StartResolution)]);
        foreach (var (name, text) in new[] { (nameof(BatchSizes), BatchSizes), (nameof(LearningRates), LearningRates) })
            PerResolution.Parse(text);
    }

    [JsonIgnore]
    public GrowthSchedule Growth => new(StartResolution, Resolution, StableKimg, FadeKimg);

    public int BatchSize(int resolution) => (int)PerResolution.At(BatchSizes, resolution);

    public double LearningRate(int resolution) => PerResolution.At(LearningRates, resolution);

    /// <summary>
    /// Feature maps nf(s) of Karras et al. 2018, Table 2: the block of resolution 2^r ends with nf(r - 1).
    /// </summary>
    public int Channels(int level) => Math.Min(ChannelBase >> level, ChannelMax);

    /// <summary>Feature maps of the block of a resolution.</summary>
    public int ChannelsAt(int resolution) => Channels(int.Log2(resolution) - 1);

    /// <summary>4, 8, ... up to the resolution.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Resolutions => [.. Enumerable.Range(2, int.Log2(Resolution) - 1).Select(r => 1 << r)];
}
