using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Platform.Shared.Sampling;

/// <summary>The latent vector and the noise of image number <c>index</c> of a seed, whatever batch or machine draws it.</summary>
public static class LatentSampler
{
    /// <param name="index">the image's number, from 0</param>
    /// <param name="z">standard normals, [Z]</param>
    /// <param name="noise">standard normals, [K]</param>
    /// <param name="attempt">0; 1, 2, ... for an image whose earlier draws were rejected</param>
    public static void Fill(ulong seed, long index, Span<float> z, Span<float> noise, uint attempt = 0)
    {
        Fill(seed, index, stream: 2 * attempt, z);
        Fill(seed, index, stream: 2 * attempt + 1, noise);
    }

    /// <summary>Standard normals of one stream. Key = seed; counter = (block, stream, index low, index high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]                    // most of a short run would be over before it is compiled well
    public static void Fill(ulong seed, long index, uint stream, Span<float> values)
    {
        const int lanes = 8, all = 4 * lanes;
        var (c1, c2, c3) = (Vector512.Create((ulong)stream), Vector512.Create((ulong)(uint)index), Vector512.Create((ulong)(index >>> 32)));
        Span<float> first = stackalloc float[2 * lanes], second = stackalloc float[2 * lanes], round = stackalloc float[all];
        for (var i = 0; i < values.Length; i += all)
        {
            var (a0, b0, a1, b1) = Philox.Blocks(Vector512.Create((ulong)(i / 4)) + Vector512<ulong>.Indices, c1, c2, c3, (uint)seed, (uint)(seed >> 32));
            Floats(Normal.Pairs(a0, b0), first);
            Floats(Normal.Pairs(a1, b1), second);
            for (var lane = 0; lane < lanes; lane++)
                (round[4 * lane], round[4 * lane + 1], round[4 * lane + 2], round[4 * lane + 3]) = (first[lane], first[lanes + lane], second[lane], second[lanes + lane]);
            round[..Math.Min(all, values.Length - i)].CopyTo(values[i..]);
        }
    }

    static void Floats((Vector512<double> X, Vector512<double> Y) pairs, Span<float> values) => Vector512.Narrow(pairs.X, pairs.Y).CopyTo(values);
}
