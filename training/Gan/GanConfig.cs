using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Platform.Training.Configuration;
using Platform.Training.Data;

namespace Platform.Training.Gan;

/// <summary>
/// Configuration of a GAN run. The defaults are the paper's (256 px, 14 layers, Adam (0, 0.99), 0.002 at 256 px); what
/// it leaves out is taken from Karras et al. 2019, section 2 and appendix C, and its published implementation.
/// </summary>
public sealed record GanConfig : IValidatableObject
{
    /// <summary>Parts that some methods alone read: their own, and that of <see cref="Augment.Ada"/>.</summary>
    public const string StyleGan = "stylegan",
        Pggan = "pggan",
        Ada = "ada";

    public static readonly GanConfig Paper = new();

    /// <summary>64 px and up to 128 channels: about an hour on two CPU cores.</summary>
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
        R1Interval = 4,
        EmaKimg = 2,
        SampleKimg = 5,
        CheckpointKimg = 5,
        Symmetry = Symmetry.Square,
    };

    /// <summary>For the quickstart: about a minute of two cores, 1,500 steps.</summary>
    /// <remarks>
    /// A mapping network, which learns at a hundredth of the rate, stays as it was drawn in so few steps: eight such
    /// layers leave 30 % of w's variance to tell images apart, two leave 66 %. With R1's gamma at 10 the discriminator
    /// stays at chance, and nearly every image has a corner of strange colour; here 1 to 21 % of them have, by the seed
    /// (three seeds, psi 0.7). Without style mixing the masks of two lesions share 0.68 to 0.73 of their union, with it
    /// 0.75; those of the photographs share 0.49.
    /// </remarks>
    public static readonly GanConfig Smoke = Small with
    {
        Resolution = 32,
        StartResolution = 16,
        ChannelBase = 256,
        ChannelMax = 32,
        LatentSize = 64,
        MappingLayers = 2,
        Kimg = 12,
        StableKimg = 1.5,
        FadeKimg = 1.5,
        BatchSizes = "4:8",
        R1Gamma = 0.3,
        StyleMixing = 0,
        EmaKimg = 0.5,
        SampleKimg = 4,
        CheckpointKimg = 4,
    };

    public static readonly IReadOnlyDictionary<string, GanConfig> Presets = new Dictionary<string, GanConfig>
    {
        ["paper"] = Paper,
        ["small"] = Small,
        ["smoke"] = Smoke,
    };

    [Description("side of the generated image in pixels, a power of two"), Range(8, 1024)]
    public int Resolution { get; set; } = 256;

    [Description("side at which growth begins in pixels, a power of two"), Range(4, 1024)]
    public int StartResolution { get; set; } = 8;

    [Description("size of z and w"), Range(1, 4096)]
    public int LatentSize { get; set; } = 512;

    [Part(StyleGan), Description("layers of the mapping network"), Range(1, 16)]
    public int MappingLayers { get; set; } = 8;

    [Description("feature maps at level s: min(base / 2^s, max)"), Range(16, 65536)]
    public int ChannelBase { get; set; } = 8192;

    [Description("most feature maps of a layer"), Range(1, 2048)]
    public int ChannelMax { get; set; } = 512;

    [Description("length of the training in thousand real images shown"), Range(0.001, 1e6)]
    public double Kimg { get; set; } = 12000;

    [Description("thousand images at a resolution before the next fades in"), Range(0, 1e6)]
    public double StableKimg { get; set; } = 600;

    [Description("thousand images of a fade-in"), Range(0, 1e6)]
    public double FadeKimg { get; set; } = 600;

    [Description("images a step, by resolution")]
    public string BatchSizes { get; set; } = "4:128,32:64,64:32,128:16,256:8,512:4";

    [Description("Adam's learning rate, by resolution")]
    public string LearningRates { get; set; } = "4:0.001,128:0.0015,256:0.002,512:0.003";

    [Description("Adam's beta 1"), Range(0, 0.9999)]
    public double Beta1 { get; set; }

    [Description("Adam's beta 2"), Range(0, 0.9999)]
    public double Beta2 { get; set; } = 0.99;

    [Part(StyleGan), Description("weight gamma of the R1 penalty (Mescheder et al. 2018, Eq. 9)"), Range(0, 10000)]
    public double R1Gamma { get; set; } = 10;

    [
        Part(StyleGan),
        Range(1, 64),
        Description(
            "steps from one R1 penalty to the next, its weight multiplied likewise "
                + "(Karras et al. 2020, appendix B)"
        )
    ]
    public int R1Interval { get; set; } = 1;

    [Part(Pggan), Description("weight lambda of the gradient penalty (Gulrajani et al. 2017, Eq. 3)"), Range(0, 10000)]
    public double GradientPenalty { get; set; } = 10;

    [Part(Pggan), Range(0, 100)]
    [Description("weight of the squared scores of real images (Karras et al. 2018, appendix A.1)")]
    public double Drift { get; set; } = 0.001;

    [
        Part(StyleGan),
        Description(
            "what the discriminator sees images through, for few images: always (diffaugment) or "
                + "as often as it overfits (ada)"
        )
    ]
    public Augment Augment { get; set; }

    [Part(Ada), Range(-1, 1)]
    [Description("mean sign of the scores of real images to keep (Karras et al. 2020, section 3.1)")]
    public double AdaTarget { get; set; } = 0.6;

    [Part(Ada), Description("thousand images in which the probability can go from 0 to 1"), Range(0.001, 1e6)]
    public double AdaKimg { get; set; } = 500;

    [Part(Ada), Description("steps from one adjustment of the probability to the next"), Range(1, 1024)]
    public int AdaInterval { get; set; } = 4;

    [Part(StyleGan), Description("probability of style mixing"), Range(0, 1)]
    public double StyleMixing { get; set; } = 0.9;

    [Description("half-life of the averaged generator in thousand images"), Range(0.001, 1000)]
    public double EmaKimg { get; set; } = 10;

    [Description("symmetries that real images are shown in")]
    public Symmetry Symmetry { get; set; } = Symmetry.Mirror;

    [Description("seed of weights, order, latents and noise")]
    public int Seed { get; set; }

    [Description("thousand images from one sample grid to the next"), Range(0.001, 1e6)]
    public double SampleKimg { get; set; } = 50;

    [Description("thousand images from one checkpoint to the next"), Range(0.001, 1e6)]
    public double CheckpointKimg { get; set; } = 50;

    [Description("newest checkpoints to keep"), Range(1, 1000)]
    public int KeepCheckpoints { get; set; } = 2;

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
