using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Platform.Shared.Sampling;

/// <summary>Standard normals from random bits. Box and Muller 1958.</summary>
/// <remarks>
/// Logarithm, sine and cosine are computed here from + - * / and sqrt alone, which IEEE 754 rounds the same way on
/// every machine and which .NET never fuses; those of the C library differ between systems in the last bits.
/// </remarks>
public static class Normal
{
    const double HalfPi = Math.PI / 2,
        Ln2 = 0.6931471805599453;

    /// <summary>1 / k of the series of artanh, from the last term that counts.</summary>
    static ReadOnlySpan<double> Odd =>
        [1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1];

    /// <summary>
    /// 1 / (k (k - 1)), a term of sine's and cosine's series over the one before; products, because a division takes
    /// five times as long.
    /// </summary>
    static ReadOnlySpan<double> Sine =>
        [1.0 / 272, 1.0 / 210, 1.0 / 156, 1.0 / 110, 1.0 / 72, 1.0 / 42, 1.0 / 20, 1.0 / 6];
    static ReadOnlySpan<double> Cosine =>
        [1.0 / 306, 1.0 / 240, 1.0 / 182, 1.0 / 132, 1.0 / 90, 1.0 / 56, 1.0 / 30, 1.0 / 12, 1.0 / 2];

    /// <summary>
    /// Two independent normals: r cos t and r sin t with r = sqrt(-2 ln u), t = 2 pi v. |value| is at most 6.77.
    /// </summary>
    /// <param name="a">bits of u = (a + 1/2) / 2^32, never 0</param>
    /// <param name="b">bits of v = b / 2^32</param>
    public static (float X, float Y) Pair(uint a, uint b)
    {
        var r = Math.Sqrt(-2 * Log((a + 0.5) * (1.0 / 4294967296.0)));
        var (sin, cos) = SinCosTurns(b);
        return ((float)(r * cos), (float)(r * sin));
    }

    /// <summary>
    /// Eight pairs at once: every lane goes through the operations of the one-pair form in their order, so the bits are
    /// the same.
    /// </summary>
    /// <param name="a">as in the one-pair form, in the lower half of each lane</param>
    /// <param name="b">likewise</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> X, Vector512<double> Y) Pairs(Vector512<ulong> a, Vector512<ulong> b)
    {
        var (m, e) = Split((Number(a) + Vector512.Create(0.5)) * Vector512.Create(1.0 / 4294967296.0));
        var s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        var s2 = s * s;
        var sum = Vector512<double>.Zero;
        foreach (var c in Odd)
            sum = sum * s2 + Vector512.Create(c);
        var r = Vector512.Sqrt(Vector512.Create(-2.0) * (Vector512.Create(2.0) * s * sum + e * Vector512.Create(Ln2)));

        var quadrant = (b + Vector512.Create(1UL << 29)) >>> 30; // 4, which is 0 again, in the last eighth
        var t = Number(b - (quadrant << 30)) * Vector512.Create(HalfPi / (1 << 30));
        var t2 = t * t;
        var (sin, cos) = (Vector512<double>.Zero, Vector512<double>.Zero);
        foreach (var c in Sine)
            sin = (Vector512<double>.One - sin) * (t2 * Vector512.Create(c));
        foreach (var c in Cosine)
            cos = (Vector512<double>.One - cos) * (t2 * Vector512.Create(c));
        (sin, cos) = (t * (Vector512<double>.One - sin), Vector512<double>.One - cos);

        var odd = Vector512.Equals(quadrant & Vector512<ulong>.One, Vector512<ulong>.One).AsDouble();
        var (x, y) = (Vector512.ConditionalSelect(odd, sin, cos), Vector512.ConditionalSelect(odd, cos, sin));
        return (r * Negated(x, quadrant + Vector512<ulong>.One), r * Negated(y, quadrant));
    }

    /// <summary>A whole number of at most 52 bits and a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Number(Vector512<ulong> whole) => Vector512.ConvertToDouble(whole.AsInt64());

    /// <summary>Of the lanes in whose half turn, bit 1, the function is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Negated(Vector512<double> value, Vector512<ulong> quadrant) =>
        (value.AsUInt64() ^ ((quadrant & Vector512.Create(2UL)) << 62)).AsDouble();

    /// <summary>
    /// ln x for a normal positive x: x = m 2^e with m in [sqrt 1/2, sqrt 2), ln m = 2 artanh((m - 1) / (m + 1)).
    /// </summary>
    public static double Log(double x)
    {
        var (m, e) = Split(x);
        var s = (m - 1) / (m + 1);
        var s2 = s * s; // at most 0.0295: twelve terms leave 1e-19
        double sum = 0;
        foreach (var c in Odd)
            sum = sum * s2 + c;
        return 2 * s * sum + e * Ln2;
    }

    static (double M, int E) Split(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var e = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        return m > 1.4142135623730951 ? (m / 2, e + 1) : (m, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector512<double> M, Vector512<double> E) Split(Vector512<double> x)
    {
        var bits = x.AsUInt64();
        var m = ((bits & Vector512.Create(0xFFFFFFFFFFFFFUL)) | Vector512.Create(0x3FF0000000000000UL)).AsDouble();
        var large = Vector512.GreaterThan(m, Vector512.Create(1.4142135623730951));
        var e = (bits >>> 52) - Vector512.Create(1023UL);
        return (
            Vector512.ConditionalSelect(large, m / Vector512.Create(2.0), m),
            Number(Vector512.ConditionalSelect(large.AsUInt64(), e + Vector512<ulong>.One, e))
        );
    }

    /// <summary>
    /// Sine and cosine of turns / 2^32 of a full turn: exact reduction to |t| at most pi/4, then Taylor's series.
    /// </summary>
    public static (double Sin, double Cos) SinCosTurns(uint turns)
    {
        var (t, quadrant) = Reduce(turns);
        var t2 = t * t; // at most 0.617: the first term left out is below 1e-17
        double sin = 0,
            cos = 0;
        foreach (var c in Sine)
            sin = (1 - sin) * (t2 * c);
        foreach (var c in Cosine)
            cos = (1 - cos) * (t2 * c);
        return Turn(t * (1 - sin), 1 - cos, quadrant);
    }

    static (double T, uint Quadrant) Reduce(uint turns)
    {
        var quadrant = (turns + (1u << 29)) >> 30; // wraps to 0 in the last eighth
        return ((int)(turns - (quadrant << 30)) * (HalfPi / (1 << 30)), quadrant);
    }

    static (double Sin, double Cos) Turn(double sin, double cos, uint quadrant) =>
        quadrant switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
}
