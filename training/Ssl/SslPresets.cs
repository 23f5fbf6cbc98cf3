using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Encoders.Weights;
using Platform.Training.Ssl.Views;

namespace Platform.Training.Ssl;

/// <summary>
/// The presets of encoders: beside those that every method has, two that use what is known of dermoscopy.
/// </summary>
public static class SslPresets
{
    public const string Dermoscopy = "dermoscopy",
        Transfer = "transfer";

    /// <summary>
    /// Views that leave alone what a diagnosis rests on, its colours, and that use what does not change it: how the
    /// lesion lies. All but the cast were chosen on training lesions: docs/results/synthetic.md.
    /// </summary>
    public static readonly ViewOptions Views = new()
    {
        MinArea = 0.25,
        Jitter = 0.15,
        Gray = 0,
        Symmetry = Symmetry.Square,
        Cast = 0.1,
    };

    /// <param name="dermoscopy">from weights that are drawn</param>
    /// <param name="transfer">from the weights that <see cref="InitOf"/> names</param>
    public static IReadOnlyDictionary<string, Setup<SslConfig>> Of(
        Setup<SslConfig> paper,
        Setup<SslConfig> small,
        Setup<SslConfig> smoke,
        Setup<SslConfig> dermoscopy,
        Setup<SslConfig> transfer
    ) =>
        new OrderedDictionary<string, Setup<SslConfig>>(PresetTable.Of(paper, small, smoke))
        {
            [Dermoscopy] = dermoscopy,
            [Transfer] = transfer,
        };

    /// <summary>What an encoder starts from; null for weights that are drawn.</summary>
    /// <param name="given">what was asked for; null leaves it to the preset</param>
    public static string? InitOf(string preset, string? given) =>
        (given ?? (preset == Transfer ? PretrainedEncoder.ImageNet : null)) is var init
        && init == PretrainedEncoder.Drawn
            ? null
            : init;
}
