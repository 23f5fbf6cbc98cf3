using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;

namespace Platform.Training.Ssl.SimClr;

/// <summary>
/// SimCLR's own options. The defaults are those of the implementation behind the figures of Ren et al. 2021
/// (sthalles/SimCLR).
/// </summary>
public sealed record SimClrOptions
{
    public static readonly SimClrOptions Small = new() { Temperature = 0.2 };

    /// <summary>
    /// The paper's has Adam's decay on everything and no warm-up, as that implementation; the others have the recipe
    /// that Chen et al. 2020, appendix B.6, and lightly share: decay on weights alone, and a warm-up.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, Setup<SslConfig>> Presets = SslPresets.Of(
        new(SslConfig.Paper, new SimClrOptions()),
        new(Recipe(SslConfig.Small), Small),
        new(Recipe(SslConfig.Smoke), Small),
        new(Recipe(SslConfig.Dermoscopy), Small),
        new(Recipe(SslConfig.Transfer), Small)
    );

    static SslConfig Recipe(SslConfig config) =>
        config with
        {
            DecayKind = DecayKind.Decoupled,
            WeightDecay = 0.01,
            Warmup = Math.Max(config.Warmup, 0.05),
        };

    [Description("temperature tau of the contrastive loss"), Range(0.001, 100)]
    public double Temperature { get; init; } = 0.07;

    [Description("length of the projection"), Range(2, 8192)]
    public int ProjectionSize { get; init; } = 128;
}
