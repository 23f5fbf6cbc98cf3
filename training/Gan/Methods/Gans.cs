using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using TorchSharp;

namespace Platform.Training.Gan.Methods;

/// <summary>
/// One GAN method: how to make its networks, its presets, and the parts of a configuration that it reads.
/// </summary>
public sealed record GanMethod(
    Func<GanConfig, torch.Device, Precision, IGan> Create,
    IReadOnlyDictionary<string, GanConfig> Presets,
    Func<GanConfig, IReadOnlyList<string>> Parts
);

/// <summary>The GAN methods by name.</summary>
public static class Gans
{
    public const string Default = "stylegan";

    public static readonly IReadOnlyDictionary<string, GanMethod> Methods = new Dictionary<string, GanMethod>
    {
        [Default] = new(
            (config, device, precision) => new StyleGanMethod(config, device, precision),
            GanConfig.Presets,
            config => config.Augment == Augment.Ada ? [GanConfig.StyleGan, GanConfig.Ada] : [GanConfig.StyleGan]
        ),
        ["pggan"] = new(
            (config, device, precision) => new PgganMethod(config, device, precision),
            PgganMethod.Presets,
            _ => [GanConfig.Pggan]
        ),
    };
}
