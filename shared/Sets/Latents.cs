using Platform.Shared.Formats;
using Platform.Shared.Sampling;

namespace Platform.Shared.Sets;

/// <summary>
/// The latent vectors and the noise of image i: drawn alone, or on a walk between two; with a second vector for mixed
/// styles.
/// </summary>
sealed class Latents(SyntheticSettings settings, int zLength, int noiseLength)
{
    const uint MixStream = 1u << 31; // keeps the second vector's streams apart from those of the attempts

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
        if (settings.Walk is { } length)
            z = Between(z, Anchor(anchor + 1), (double)frame / length, noise);
        if (settings.MixFrom is null)
            return new(z, noise, null);
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
    float[] Between(float[] from, float[] to, double t, float[] noise)
    {
        LatentSampler.Fill(settings.Seed, 0, stream: 1, noise);
        return LatentWalk.At(from, to, t);
    }
}
