using Platform.Training.Layers;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Gan.StyleGan;

/// <summary>
/// StyleGAN's generator: mapping, truncation towards the mean w, synthesis from a learned constant, two layers for each
/// resolution from 4x4 (14 layers at 256x256). Karras et al. 2019, Fig. 1(b) and appendix B, arXiv 1812.04948.
/// </summary>
public sealed class StyleGenerator : Generator
{
    readonly MappingNetwork mapping;
    readonly ConstantBlock constant;
    readonly ModuleList<SynthesisBlock> blocks = new();
    readonly ModuleList<EqualizedConv2d> to_rgb = new();
    readonly Tensor w_avg;
    readonly IReadOnlyList<int> resolutions;

    public StyleGenerator(GanConfig config, StyleGanOptions options)
        : base(nameof(StyleGenerator))
    {
        (Resolution, LatentSize, resolutions) = (config.Resolution, config.LatentSize, config.Resolutions);
        mapping = new(LatentSize, options.MappingLayers);
        w_avg = zeros(LatentSize);
        constant = new(config.ChannelsAt(4), LatentSize);
        foreach (var r in resolutions)
        {
            if (r > 4)
                blocks.Add(new(config.ChannelsAt(r / 2), config.ChannelsAt(r), LatentSize));
            to_rgb.Add(new(config.ChannelsAt(r), 3, 1, gain: 1));
        }
        RegisterComponents();
    }

    public override int Resolution { get; }
    public override int LatentSize { get; }
    public override int NoiseLength => resolutions.Sum(r => 2 * r * r);

    /// <summary>Layers that are truncated: those up to 32x32, as in Karras et al. 2019, appendix B.</summary>
    public int TruncationCutoff => Math.Min(8, Layers);

    public override IReadOnlyList<(int Side, Tensor Weight)> Styles =>
        [
            .. resolutions
                .Zip(
                    blocks.Select(b => b.StyleWeights).Prepend(constant.StyleWeights),
                    (side, weights) => weights.Select(w => (side, w))
                )
                .SelectMany(layers => layers),
        ];

    public int Layers => 2 * resolutions.Count;

    public T Map<T>(T z)
        where T : IValue<T> => mapping.Apply(z); // [N, Z] -> [N, W]

    public override T Apply<T>(T z, T psi, T noise, Phase phase)
    {
        var w = Map(z);
        var mean = w.Lift(w_avg); // [W]
        var truncated = (w - mean) * psi + mean;
        return Synthesize(
            [.. Enumerable.Range(0, Layers).Select(i => i < TruncationCutoff ? truncated : w)],
            noise,
            phase
        );
    }

    /// <param name="w">One [N, W] for each layer; only those up to the phase's resolution are used.</param>
    /// <param name="noise">[N, K], the maps of all layers one after the other</param>
    public T Synthesize<T>(IReadOnlyList<T> w, T noise, Phase phase)
        where T : IValue<T>
    {
        var maps = NoiseMaps(noise);
        var x = constant.Apply(w[0], w[1], maps[0], maps[1]); // [N, C, 4, 4]
        for (var i = 0; i < blocks.Count && resolutions[i + 1] <= phase.Resolution; i++)
        {
            var k = 2 * (i + 1);
            var y = blocks[i].Apply(x, w[k], w[k + 1], maps[k], maps[k + 1]); // [N, C, R, R]
            if (resolutions[i + 1] == phase.Resolution && phase.IsFading)
                return to_rgb[i].Apply(x).Upsample2x() * (1 - phase.Fade) + to_rgb[i + 1].Apply(y) * phase.Fade;
            x = y;
        }
        return to_rgb[int.Log2(phase.Resolution) - 2].Apply(x); // [N, 3, R, R]
    }

    /// <summary>Moves the mean w towards the batch's: w_avg = lerp(mean(w), w_avg, 0.995).</summary>
    public void TrackMean(Tensor w)
    {
        using var off = no_grad();
        using var mean = w.mean([0]);
        w_avg.mul_(0.995).add_(mean, alpha: 0.005);
    }

    IReadOnlyList<T> NoiseMaps<T>(T noise)
        where T : IValue<T>
    {
        var maps = new List<T>();
        long start = 0;
        foreach (var r in resolutions)
            for (var i = 0; i < 2; i++, start += r * r)
                maps.Add(noise.Slice(1, start, r * r).Reshape(1, r, r)); // [N, 1, R, R]
        return maps;
    }
}
