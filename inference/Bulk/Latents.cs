using System.Numerics.Tensors;
using Platform.Shared.Sampling;

namespace Platform.Inference.Bulk;

/// <summary>The latent vectors and the noise of image i: drawn alone, or on a walk between two; with a second vector for mixed styles.</summary>
public sealed class Latents(BulkSettings settings, int zLength, int noiseLength)
{
    const uint MixStream = 1u << 31;                        // keeps the second vector's streams apart from those of the attempts

    /// <param name="Z">[Z]</param>
    /// <param name="Noise">[K]</param>
    /// <param name="Mix">[Z]; null where styles are not mixed</param>
    public sealed record Drawn(float[] Z, float[] Noise, float[]? Mix);

    /// <param name="index">of the image</param>
    /// <param name="attempt">0; 1, 2, ... after a rejection</param>
    public Drawn At(long index, uint attempt)
    {
        var (z, noise) = (new float[zLength], new float[noiseLength]);
        var (anchor, frame) = settings.Walk is { } frames ? Math.DivRem(index, frames) : (index, 0);
        LatentSampler.Fill(settings.Seed, anchor, z, noise, attempt);
        if (settings.Walk is { } length) z = Between(z, Anchor(anchor + 1), (float)frame / length, noise);
        if (settings.MixFrom is null) return new(z, noise, null);
        var mix = new float[zLength];
        LatentSampler.Fill(settings.Seed, anchor, MixStream + attempt, mix);
        return new(z, noise, mix);
    }

    float[] Anchor(long number)
    {
        var z = new float[zLength];
        LatentSampler.Fill(settings.Seed, number, stream: 0, z);
        return z;
    }

    /// <summary>The frame's z; its noise is that of the whole set's first anchor, so that nothing flickers.</summary>
    float[] Between(float[] from, float[] to, float t, float[] noise)
    {
        LatentSampler.Fill(settings.Seed, 0, stream: 1, noise);
        return Slerp(from, to, t);
    }

    /// <summary>Spherical interpolation. Shoemake 1985, section 3.3; for latent vectors White 2016, arXiv 1609.04468, section 2.1.</summary>
    /// <param name="t">0 to 1</param>
    public static float[] Slerp(ReadOnlySpan<float> from, ReadOnlySpan<float> to, float t)
    {
        var cosine = Math.Clamp(TensorPrimitives.Dot(from, to) / (TensorPrimitives.Norm(from) * TensorPrimitives.Norm(to)), -1, 1);
        var angle = Math.Acos(cosine);
        var (a, b) = angle < 1e-4 ? (1.0 - t, t) : (Math.Sin((1 - t) * angle) / Math.Sin(angle), Math.Sin(t * angle) / Math.Sin(angle));
        var result = new float[from.Length];
        for (var i = 0; i < result.Length; i++) result[i] = (float)(a * from[i] + b * to[i]);
        return result;
    }
}
