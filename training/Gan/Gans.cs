using Platform.Training.Gan.StyleGan;
using TorchSharp;

namespace Platform.Training.Gan;

/// <summary>The GAN methods by name.</summary>
public static class Gans
{
    public static readonly IReadOnlyDictionary<string, Func<GanConfig, torch.Device, IGan>> Methods =
        new Dictionary<string, Func<GanConfig, torch.Device, IGan>>
        {
            ["stylegan"] = (config, device) => new StyleGanMethod(config, device),
        };
}
