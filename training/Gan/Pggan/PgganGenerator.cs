using Platform.Training.Layers;
using TorchSharp.Modules;

namespace Platform.Training.Gan.Pggan;

/// <summary>
/// PGGAN's generator: a normalised latent becomes a 4x4 map, then two layers for each resolution, each followed by a
/// leaky ReLU and pixel norm. Karras et al. 2018, Table 2 and section 4.2, arXiv 1710.10196.
/// </summary>
public sealed class PgganGenerator : Generator
{
    readonly EqualizedConv2d latent,
        conv;
    readonly ModuleList<PgganBlock> blocks = new();
    readonly ModuleList<EqualizedConv2d> to_rgb = new();
    readonly IReadOnlyList<int> resolutions;

    public PgganGenerator(GanConfig config)
        : base(nameof(PgganGenerator))
    {
        (Resolution, LatentSize, resolutions) = (config.Resolution, config.LatentSize, config.Resolutions);
        var channels = config.ChannelsAt(4);
        latent = new(LatentSize, channels, 4, MathF.Sqrt(2), padding: 3);
        conv = new(channels, channels, 3, MathF.Sqrt(2));
        foreach (var r in resolutions)
        {
            if (r > 4)
                blocks.Add(new(config.ChannelsAt(r / 2), config.ChannelsAt(r)));
            to_rgb.Add(new(config.ChannelsAt(r), 3, 1, gain: 1));
        }
        RegisterComponents();
    }

    public override int Resolution { get; }
    public override int LatentSize { get; }

    /// <summary>One value that nothing reads: a bundle's generator has a noise input.</summary>
    public override int NoiseLength => 1;

    public override IReadOnlyList<string> IgnoredInputs => ["psi", "noise"];

    public override T Apply<T>(T z, T psi, T noise, Phase phase)
    {
        var x = PgganBlock.Activate(latent.Apply(PixelNorm.Apply(z).Reshape(LatentSize, 1, 1))); // [N, C, 4, 4]
        x = PgganBlock.Activate(conv.Apply(x));
        for (var i = 0; i < blocks.Count && resolutions[i + 1] <= phase.Resolution; i++)
        {
            var y = blocks[i].Apply(x); // [N, C, R, R]
            if (resolutions[i + 1] == phase.Resolution && phase.IsFading)
                return to_rgb[i].Apply(x).Upsample2x() * (1 - phase.Fade) + to_rgb[i + 1].Apply(y) * phase.Fade;
            x = y;
        }
        return to_rgb[int.Log2(phase.Resolution) - 2].Apply(x); // [N, 3, R, R]
    }
}
