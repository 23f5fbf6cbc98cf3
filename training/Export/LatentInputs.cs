using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Training.Gan;

namespace Platform.Training.Export;

/// <summary>A generator's inputs for some images of a seed in one batch.</summary>
public static class LatentInputs
{
    /// <param name="images">their numbers</param>
    /// <returns>z [N, Z], psi [1], noise [N, K]</returns>
    public static IReadOnlyList<TensorData> Of(Generator generator, ulong seed, IReadOnlyList<int> images, float psi)
    {
        var (z, noise) = (
            new float[images.Count * generator.LatentSize],
            new float[images.Count * generator.NoiseLength]
        );
        for (var i = 0; i < images.Count; i++)
            LatentSampler.Fill(
                seed,
                images[i],
                z.AsSpan(i * generator.LatentSize, generator.LatentSize),
                noise.AsSpan(i * generator.NoiseLength, generator.NoiseLength)
            );
        return
        [
            new("z", z, images.Count, generator.LatentSize),
            new("psi", [psi], 1),
            new("noise", noise, images.Count, generator.NoiseLength),
        ];
    }
}
