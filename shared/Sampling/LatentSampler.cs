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
    public static void Fill(ulong seed, long index, uint stream, Span<float> values)
    {
        Span<uint> a = stackalloc uint[4], b = stackalloc uint[4];
        Span<float> eight = stackalloc float[8];
        for (var i = 0; i < values.Length; i += 8)
        {
            for (var half = 0; half < 2; half++)
                (a[2 * half], b[2 * half], a[2 * half + 1], b[2 * half + 1]) = Philox.Block((uint)(i / 4 + half), stream, (uint)index, (uint)(index >> 32), (uint)seed, (uint)(seed >> 32));
            Normal.Pairs(a, b, eight);
            eight[..Math.Min(8, values.Length - i)].CopyTo(values[i..]);
        }
    }
}
