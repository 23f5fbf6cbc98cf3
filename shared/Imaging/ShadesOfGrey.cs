namespace Platform.Shared.Imaging;

/// <summary>
/// Takes the colour of the light out of an image, as estimated by the Minkowski mean of each channel: with the power 1
/// the grey world, with infinity the brightest patch. Finlayson and Trezzi 2004, "Shades of gray and colour constancy",
/// equation 4, which found 6 the best; for dermoscopy Barata, Celebi, Marques 2015, "Improving dermoscopy image
/// classification using color constancy", section II.
/// </summary>
/// <remarks>
/// Whole numbers up to the sixth root, which is computed from + - * / and sqrt alone: the same bytes on every machine.
/// </remarks>
static class ShadesOfGrey
{
    const int Levels = 256;

    /// <param name="pixels">uint8 [height, width, 3] RGB, changed in place</param>
    public static void Apply(Span<byte> pixels)
    {
        if (pixels.Length == 0 || pixels.Length % 3 != 0)
            throw new ArgumentException($"{pixels.Length} bytes are no RGB pixels.", nameof(pixels));
        var counts = new long[3 * Levels];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            counts[pixels[i]]++;
            counts[Levels + pixels[i + 1]]++;
            counts[2 * Levels + pixels[i + 2]]++;
        }
        Span<double> light =
        [
            Mean(counts.AsSpan(0, Levels)),
            Mean(counts.AsSpan(Levels, Levels)),
            Mean(counts.AsSpan(2 * Levels)),
        ];
        // A channel without any light has no colour to take out; nor has a black image.
        if (light[0] == 0 || light[1] == 0 || light[2] == 0)
            return;
        var grey = Math.Sqrt((light[0] * light[0] + light[1] * light[1] + light[2] * light[2]) / 3);
        Span<byte> levels = new byte[3 * Levels];
        for (var c = 0; c < 3; c++)
        for (var v = 0; v < Levels; v++)
            levels[c * Levels + v] = (byte)Math.Min(255, Math.Floor(v * (grey / light[c]) + 0.5));
        for (var i = 0; i < pixels.Length; i += 3)
        {
            pixels[i] = levels[pixels[i]];
            pixels[i + 1] = levels[Levels + pixels[i + 1]];
            pixels[i + 2] = levels[2 * Levels + pixels[i + 2]];
        }
    }

    /// <summary>(mean of v^6)^(1/6) of one channel.</summary>
    /// <param name="counts">pixels of each level, [256]</param>
    static double Mean(ReadOnlySpan<long> counts)
    {
        UInt128 sum = 0;
        long pixels = 0;
        for (var v = 0; v < Levels; v++)
        {
            var square = (ulong)(v * v);
            sum += (UInt128)(square * square * square) * (UInt128)counts[v];
            pixels += counts[v];
        }
        return CubeRoot(Math.Sqrt((double)sum / pixels));
    }

    /// <summary>By Newton's method from above, where it falls until it stands.</summary>
    static double CubeRoot(double x)
    {
        if (x == 0)
            return 0;
        var root = Math.Max(x, 1);
        while (true)
        {
            var next = (2 * root + x / (root * root)) / 3;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
