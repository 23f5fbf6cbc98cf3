using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;

namespace Platform.Training.Ssl.Byol;

/// <summary>BYOL's own options. The defaults are those of Grill et al. 2020, section 3.3, arXiv 2006.07733.</summary>
public sealed record ByolOptions
{
    public static readonly ByolOptions Small = new() { HiddenSize = 1024, TargetSchedule = TargetSchedule.Constant };
    public static readonly ByolOptions Smoke = Small with { HiddenSize = 256, PredictionSize = 64 };

    /// <summary>
    /// What the paper does not say of BYOL, its decay and the course of tau, is that of the implementation behind its
    /// figures (byol-pytorch: no decay, constant tau); the others have a warm-up besides, as lightly.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, Setup<SslConfig>> Presets = SslPresets.Of(
        new(SslConfig.Paper with { WeightDecay = 0 }, new ByolOptions { TargetSchedule = TargetSchedule.Constant }),
        new(Recipe(SslConfig.Small), Small),
        new(Recipe(SslConfig.Smoke), Smoke),
        new(Recipe(SslConfig.Dermoscopy), Small),
        new(Recipe(SslConfig.Transfer), Small)
    );

    /// <summary>A decay that is asked for besides is on weights alone.</summary>
    static SslConfig Recipe(SslConfig config) =>
        config with
        {
            DecayKind = DecayKind.Decoupled,
            WeightDecay = 0,
            Warmup = Math.Max(config.Warmup, 0.05),
        };

    [Description("width of the hidden layers of projector and predictor"), Range(2, 65536)]
    public int HiddenSize { get; init; } = 4096;

    [Description("length of projection and prediction"), Range(2, 8192)]
    public int PredictionSize { get; init; } = 256;

    [Description("weight tau of the old target when it moves towards the online network"), Range(0, 1)]
    public double TargetTau { get; init; } = 0.99;

    [Description("course of tau: cosine, to 1 at the end; constant, as the implementation behind the paper's figures")]
    public TargetSchedule TargetSchedule { get; init; } = TargetSchedule.Cosine;
}
