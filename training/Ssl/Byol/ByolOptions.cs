using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;

namespace Platform.Training.Ssl.Byol;

/// <summary>BYOL's own options. The defaults are those of Grill et al. 2020, section 3.3, arXiv 2006.07733.</summary>
public sealed record ByolOptions
{
    public static readonly ByolOptions Small = new() { HiddenSize = 1024 };
    public static readonly ByolOptions Smoke = Small with { HiddenSize = 256, PredictionSize = 64 };

    public static readonly IReadOnlyDictionary<string, Setup<SslConfig>> Presets = SslPresets.Of(
        new(SslConfig.Paper, new ByolOptions()),
        new(SslConfig.Small, Small),
        new(SslConfig.Smoke, Smoke),
        new(SslConfig.Dermoscopy, Small),
        new(SslConfig.Transfer, Small)
    );

    [Description("width of the hidden layers of projector and predictor"), Range(2, 65536)]
    public int HiddenSize { get; init; } = 4096;

    [Description("length of projection and prediction"), Range(2, 8192)]
    public int PredictionSize { get; init; } = 256;

    [Description("weight tau of the old target when it moves towards the online network"), Range(0, 1)]
    public double TargetTau { get; init; } = 0.99;

    [Description("course of tau: cosine, to 1 at the end; constant, as the implementation behind the paper's figures")]
    public TargetSchedule TargetSchedule { get; init; } = TargetSchedule.Cosine;
}
