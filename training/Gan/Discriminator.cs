using Platform.Training.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Gan;

/// <summary>
/// The mirrored discriminator with minibatch standard deviation at 4x4. Karras et al. 2018, Table 2, arXiv 1710.10196.
/// </summary>
public sealed class Discriminator : nn.Module
{
    readonly ModuleList<EqualizedConv2d> from_rgb = new();
    readonly ModuleList<DiscriminatorBlock> blocks = new();
    readonly EqualizedConv2d conv;
    readonly EqualizedLinear dense0,
        dense1;

    /// <param name="blur">StyleGAN filters before it reduces; PGGAN does not.</param>
    public Discriminator(GanConfig config, bool blur)
        : base(nameof(Discriminator))
    {
        foreach (var r in config.Resolutions)
        {
            from_rgb.Add(new(3, config.ChannelsAt(r), 1, MathF.Sqrt(2)));
            if (r > 4)
                blocks.Add(new(config.ChannelsAt(r), config.ChannelsAt(r / 2), blur));
        }
        var channels = config.ChannelsAt(4);
        conv = new(channels + 1, channels, 3, MathF.Sqrt(2));
        dense0 = new(channels * 16, config.Channels(0), MathF.Sqrt(2));
        dense1 = new(config.Channels(0), 1, gain: 1);
        RegisterComponents();
    }

    /// <param name="image">[N, 3, R, R] with R the phase's resolution</param>
    /// <returns>[N, 1] scores, larger is more real</returns>
    public Tensor Score(Tensor image, Phase phase)
    {
        var top = int.Log2(phase.Resolution) - 2;
        var x = FromRgb(image, top);
        for (var i = top; i > 0; i--)
        {
            x = blocks[i - 1].forward(x);
            if (i == top && phase.IsFading)
                x = lerp(FromRgb(avg_pool2d(image, 2), top - 1), x, phase.Fade);
        }
        x = leaky_relu(conv.forward(MinibatchStdDev.Apply(x)), 0.2); // [N, C, 4, 4]
        x = leaky_relu(dense0.forward(x.flatten(1)), 0.2);
        return dense1.forward(x);
    }

    Tensor FromRgb(Tensor image, int level) => leaky_relu(from_rgb[level].forward(image), 0.2);
}
