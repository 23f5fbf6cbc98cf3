using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Platform.Shared.Sampling;

/// <summary>
/// The latent vector and the noise of image number <c>index</c> of a seed, whatever batch or machine draws it.
/// </summary>
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
    // most of a short run would be over before it is compiled well
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ulong seed, long index, uint stream, Span<float> values)
    {
        const int lanes = 8,
            all = 4 * lanes;
        var (c1, c2, c3) = (
            Vector512.Create((ulong)stream),
            Vector512.Create((ulong)(uint)index),
            Vector512.Create((ulong)(index >>> 32))
        );
        Span<float> last = stackalloc float[all];
        for (var i = 0; i < values.Length; i += all)
        {
            var (a0, b0, a1, b1) = Philox.Blocks(
                Vector512.Create((ulong)(i / 4)) + Vector512<ulong>.Indices,
                c1,
                c2,
                c3,
                (uint)seed,
                (uint)(seed >> 32)
            );
            var (first, second) = (Floats(a0, b0), Floats(a1, b1));
            var left = values[i..];
            var round = left.Length < all ? last : left;
            Blocks(first, second, 0).CopyTo(round);
            Blocks(first, second, lanes / 2).CopyTo(round[(all / 2)..]);
            if (left.Length < all)
                last[..left.Length].CopyTo(left);
        }
    }

    /// <summary>Eight first normals, then the eight second ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Floats(Vector512<ulong> a, Vector512<ulong> b)
    {
        var (x, y) = Normal.Pairs(a, b);
        return Vector512.Narrow(x, y);
    }

    /// <summary>The four normals of each of four blocks: two of the first pair, two of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Blocks(Vector512<float> first, Vector512<float> second, int lane)
    {
        var order = Vector512.Create(0, 8, 0, 8, 1, 9, 1, 9, 2, 10, 2, 10, 3, 11, 3, 11) + Vector512.Create(lane);
        var isFirst = Vector512.Create(-1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0).AsSingle();
        return Vector512.ConditionalSelect(isFirst, Vector512.Shuffle(first, order), Vector512.Shuffle(second, order));
    }
}
