using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using TorchSharp;

namespace Platform.Training.Gan;

/// <summary>One GAN method: how to make its networks, and its presets.</summary>
public sealed record GanMethod(Func<GanConfig, torch.Device, Precision, IGan> Create, IReadOnlyDictionary<string, GanConfig> Presets);

/// <summary>The GAN methods by name.</summary>
public static class Gans
{
    public const string Default = "stylegan";

    public static readonly IReadOnlyDictionary<string, GanMethod> Methods = new Dictionary<string, GanMethod>
    {
        [Default] = new((config, device, precision) => new StyleGanMethod(config, device, precision), GanConfig.Presets),
        ["pggan"] = new((config, device, precision) => new PgganMethod(config, device, precision), PgganMethod.Presets),
    };
}
