using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Shared.Sampling;

/// <summary>Draws image number i of a seed. Thread-safe.</summary>
/// <remarks>
/// Always one image a run on one thread: its bits depend on the generator, the seed, psi and i alone. z and noise are
/// the same on every machine; another kind of processor, for which ONNX Runtime sums in another order, may move a pixel
/// by one level, with a generator in 8-bit integers by more.
/// </remarks>
/// <param name="generator">of a bundle, loaded with one thread</param>
public sealed class ImageSampler(OnnxModel generator)
{
    /// <summary>Psi of the paper's figures. Karras et al. 2019, section 2.2 and Figure 8.</summary>
    public const float DefaultPsi = 0.7f;

    /// <summary>Beyond this nothing resembles the training data.</summary>
    public const float MaxPsi = 2;

    /// <summary>Length of z.</summary>
    public int LatentLength { get; } = Length(generator, "z");

    /// <summary>Length of the noise, all maps in one.</summary>
    public int NoiseLength { get; } = Length(generator, "noise");

    /// <summary>Pixels of a generated image's side.</summary>
    public int Side { get; } = (int)generator.Outputs.Single(o => o.Name == "pixels").Shape[1];

    /// <param name="psi">truncation, 0 to <see cref="MaxPsi"/></param>
    /// <returns>uint8 [Side, Side, 3]</returns>
    public byte[] Pixels(ulong seed, long index, float psi)
    {
        var (z, noise) = Latents(seed, index);
        return Pixels(z, noise, psi);
    }

    /// <param name="z">[Z]</param>
    /// <param name="noise">[K]</param>
    /// <param name="more">what the generator takes beside z, psi and noise</param>
    public byte[] Pixels(float[] z, float[] noise, float psi, params ReadOnlySpan<TensorData> more) =>
        generator
            .Run(
                [new("z", z, 1, z.Length), new("psi", [psi], 1), new("noise", noise, 1, noise.Length), .. more],
                "pixels"
            )[0]
            .Bytes;

    /// <summary>What image number <paramref name="index"/> of a seed is drawn from.</summary>
    public (float[] Z, float[] Noise) Latents(ulong seed, long index)
    {
        var (z, noise) = (new float[LatentLength], new float[NoiseLength]);
        LatentSampler.Fill(seed, index, z, noise);
        return (z, noise);
    }

    public byte[] Png(ulong seed, long index, float psi) => PngEncoder.Encode(Pixels(seed, index, psi), Side, Side);

    static int Length(OnnxModel generator, string input) => (int)generator.Inputs.Single(i => i.Name == input).Shape[1];
}
