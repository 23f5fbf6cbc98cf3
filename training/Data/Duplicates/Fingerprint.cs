using System.Numerics.Tensors;

namespace Platform.Training.Data.Duplicates;

/// <summary>
/// The coarse look of a photograph in 63 whole numbers: the lowest 8 x 8 coefficients but the mean of the discrete
/// cosine transform of its luminance (Ahmed, Natarajan, Rao 1974), weighted by frequency because photographs have
/// little at high ones, scaled to one length and rounded.
/// </summary>
/// <remarks>
/// Mirroring changes the sign of the odd coefficients alone, and a turn by a quarter exchanges rows and columns too: by
/// keeping the coefficients in four parts by parity, two products give the likeness over all eight symmetries of the
/// square. Whole numbers are summed exactly in any order, so that every machine finds the same candidates.
/// </remarks>
sealed class Fingerprint
{
    /// <summary>Side of the luminance that is looked at.</summary>
    public const int Side = 32;

    const int Frequencies = 8,
        Part = Frequencies * Frequencies / 4;
    const float Scale = 400, // a component of a unit vector is about 1/8: 50 of 127 levels
        Nearly = 0.02f;

    static readonly double[] Cosines =
    [
        .. from u in Enumerable.Range(0, Frequencies)
        from x in Enumerable.Range(0, Side)
        select Math.Cos(Math.PI * u * (2 * x + 1) / (2 * Side)),
    ];

    readonly float[] plain, // [4, 16]: even-even, even-odd, odd-even, odd-odd
        exchanged;
    readonly float length; // what rounding left of the scale

    /// <param name="light">[32, 32]</param>
    public Fingerprint(Luminance light)
    {
        var rows = new double[Frequencies * Side]; // [u, y]
        for (var u = 0; u < Frequencies; u++)
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
            rows[u * Side + y] += Cosines[u * Side + x] * light.Values[y * Side + x];
        var weighted = new double[Frequencies * Frequencies]; // [v, u]
        for (var v = 0; v < Frequencies; v++)
        for (var u = 0; u < Frequencies; u++)
        {
            var sum = 0.0;
            for (var y = 0; y < Side; y++)
                sum += Cosines[v * Side + y] * rows[u * Side + y];
            weighted[v * Frequencies + u] = sum * Math.Sqrt(u * u + v * v) * (u == 0 || v == 0 ? Math.Sqrt(0.5) : 1);
        }
        var norm = Math.Max(Math.Sqrt(weighted.Sum(w => w * w)), 1e-9);
        (plain, exchanged) = (new float[4 * Part], new float[4 * Part]);
        for (var v = 0; v < Frequencies; v++)
        for (var u = 0; u < Frequencies; u++)
        {
            var value = Math.Clamp((float)Math.Round(weighted[v * Frequencies + u] / norm * Scale), -127, 127);
            plain[At(v, u)] = value;
            exchanged[At(u, v)] = value;
        }
        length = Math.Max(TensorPrimitives.Norm<float>(plain), 1);

        static int At(int v, int u) => (2 * (v % 2) + u % 2) * Part + v / 2 * (Frequencies / 2) + u / 2;
    }

    /// <summary>The symmetries in which another one is most alike, the likest first.</summary>
    /// <param name="least">correlation that is asked for</param>
    /// <param name="symmetries">takes them (<see cref="Luminance.Turned"/>)</param>
    /// <returns>how many there are: two where the second is nearly as like as the first, else one or none</returns>
    public int Likest(Fingerprint other, float least, Span<int> symmetries)
    {
        Span<float> sums = stackalloc float[8];
        for (var exchange = 0; exchange < 2; exchange++)
        {
            var parts = exchange == 0 ? other.plain : other.exchanged;
            var (ee, eo, oe, oo) = (Dot(parts, 0), Dot(parts, 1), Dot(parts, 2), Dot(parts, 3));
            sums[4 * exchange] = ee + eo + oe + oo;
            sums[4 * exchange + 1] = ee - eo + oe - oo;
            sums[4 * exchange + 2] = ee + eo - oe - oo;
            sums[4 * exchange + 3] = ee - eo - oe + oo;
        }
        var first = TensorPrimitives.IndexOfMax<float>(sums);
        var (best, scale) = (sums[first], length * other.length);
        if (best < least * scale)
            return 0;
        sums[first] = float.NegativeInfinity;
        var second = TensorPrimitives.IndexOfMax<float>(sums);
        (symmetries[0], symmetries[1]) = (first, second);
        return sums[second] >= Math.Max(least, best / scale - Nearly) * scale ? 2 : 1;
    }

    float Dot(float[] parts, int part) =>
        TensorPrimitives.Dot(plain.AsSpan(part * Part, Part), parts.AsSpan(part * Part, Part));
}
