using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;
using Platform.Training.Gan.Augmentation;

namespace Platform.Training.Gan.StyleGan;

/// <summary>StyleGAN's own options. The defaults are those of Karras et al. 2019, appendix C.</summary>
public sealed record StyleGanOptions
{
    public static readonly StyleGanOptions Small = new() { R1Interval = 4 };

    /// <remarks>
    /// A mapping network, which learns at a hundredth of the rate, stays as it was drawn in so few steps: eight such
    /// layers leave 30 % of w's variance to tell images apart, two leave 66 %. With R1's gamma at 10 the discriminator
    /// stays at chance, and nearly every image has a corner of strange colour; here 1 to 21 % of them have, by the seed
    /// (three seeds, psi 0.7). Without style mixing the masks of two lesions share 0.68 to 0.73 of their union, with it
    /// 0.75; those of the photographs share 0.49.
    /// </remarks>
    public static readonly StyleGanOptions Smoke = Small with { MappingLayers = 2, R1Gamma = 0.3, StyleMixing = 0 };

    public static readonly IReadOnlyDictionary<string, Setup<GanConfig>> Presets = PresetTable.Of<GanConfig>(
        new(GanConfig.Paper, new StyleGanOptions()),
        new(GanConfig.Small, Small),
        new(GanConfig.Smoke, Smoke)
    );

    [Description("layers of the mapping network"), Range(1, 16)]
    public int MappingLayers { get; init; } = 8;

    [Description("weight gamma of the R1 penalty (Mescheder et al. 2018, Eq. 9)"), Range(0, 10000)]
    public double R1Gamma { get; init; } = 10;

    [
        Range(1, 64),
        Description(
            "steps from one R1 penalty to the next, its weight multiplied likewise "
                + "(Karras et al. 2020, appendix B)"
        )
    ]
    public int R1Interval { get; init; } = 1;

    public AugmentOptions Augmentation { get; init; } = new();

    [Description("probability of style mixing"), Range(0, 1)]
    public double StyleMixing { get; init; } = 0.9;
}
