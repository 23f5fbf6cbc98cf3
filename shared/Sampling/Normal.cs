using System.Runtime.Intrinsics;

namespace Platform.Shared.Sampling;

/// <summary>Standard normals from random bits. Box and Muller 1958.</summary>
/// <remarks>
/// Logarithm, sine and cosine are computed here from + - * / and sqrt alone, which IEEE 754 rounds the same way on every
/// machine and which .NET never fuses; those of the C library differ between systems in the last bits.
/// </remarks>
public static class Normal
{
    const double HalfPi = Math.PI / 2, Ln2 = 0.6931471805599453;

    /// <summary>Two independent normals: r cos t and r sin t with r = sqrt(-2 ln u), t = 2 pi v. |value| is at most 6.77.</summary>
    /// <param name="a">bits of u = (a + 1/2) / 2^32, never 0</param>
    /// <param name="b">bits of v = b / 2^32</param>
    public static (float X, float Y) Pair(uint a, uint b)
    {
        var r = Math.Sqrt(-2 * Log((a + 0.5) * (1.0 / 4294967296.0)));
        var (sin, cos) = SinCosTurns(b);
        return ((float)(r * cos), (float)(r * sin));
    }

    /// <summary>Four pairs at once: every lane goes through the operations of the one-pair form in their order, so the bits are the same.</summary>
    /// <param name="a">four, as in the one-pair form</param>
    /// <param name="b">four</param>
    /// <param name="normals">eight: x and y of the first pair, of the second, ...</param>
    public static void Pairs(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, Span<float> normals)
    {
        Span<double> m = stackalloc double[4], e = stackalloc double[4], t = stackalloc double[4], r = stackalloc double[4], sin = stackalloc double[4], cos = stackalloc double[4];
        Span<uint> quadrant = stackalloc uint[4];
        for (var i = 0; i < 4; i++)
        {
            (m[i], e[i]) = Split((a[i] + 0.5) * (1.0 / 4294967296.0));
            (t[i], quadrant[i]) = Reduce(b[i]);
        }
        var (one, mantissa, angle) = (Vector256<double>.One, Vector256.Create<double>(m), Vector256.Create<double>(t));
        var s = (mantissa - one) / (mantissa + one);
        var s2 = s * s;
        var sum = Vector256<double>.Zero;
        for (var k = 23; k >= 1; k -= 2) sum = sum * s2 + Vector256.Create(1.0 / k);
        var log = Vector256.Create(2.0) * s * sum + Vector256.Create<double>(e) * Vector256.Create(Ln2);
        Vector256.Sqrt(Vector256.Create(-2.0) * log).CopyTo(r);

        var t2 = angle * angle;
        var (sines, cosines) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var k = 17; k >= 3; k -= 2) sines = (one - sines) * t2 / Vector256.Create((double)(k * (k - 1)));
        for (var k = 18; k >= 2; k -= 2) cosines = (one - cosines) * t2 / Vector256.Create((double)(k * (k - 1)));
        (angle * (one - sines)).CopyTo(sin);
        (one - cosines).CopyTo(cos);
        for (var i = 0; i < 4; i++)
        {
            var (y, x) = Turn(sin[i], cos[i], quadrant[i]);
            (normals[2 * i], normals[2 * i + 1]) = ((float)(r[i] * x), (float)(r[i] * y));
        }
    }

    /// <summary>ln x for a normal positive x: x = m 2^e with m in [sqrt 1/2, sqrt 2), ln m = 2 artanh((m - 1) / (m + 1)).</summary>
    public static double Log(double x)
    {
        var (m, e) = Split(x);
        var s = (m - 1) / (m + 1);
        var s2 = s * s;                                     // at most 0.0295: twelve terms leave 1e-19
        double sum = 0;
        for (var k = 23; k >= 1; k -= 2) sum = sum * s2 + 1.0 / k;
        return 2 * s * sum + e * Ln2;
    }

    static (double M, int E) Split(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var e = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        return m > 1.4142135623730951 ? (m / 2, e + 1) : (m, e);
    }

    /// <summary>Sine and cosine of turns / 2^32 of a full turn: exact reduction to |t| at most pi/4, then Taylor's series.</summary>
    public static (double Sin, double Cos) SinCosTurns(uint turns)
    {
        var (t, quadrant) = Reduce(turns);
        var t2 = t * t;                                     // at most 0.617: the first term left out is below 1e-17
        double sin = 0, cos = 0;
        for (var k = 17; k >= 3; k -= 2) sin = (1 - sin) * t2 / (k * (k - 1));
        for (var k = 18; k >= 2; k -= 2) cos = (1 - cos) * t2 / (k * (k - 1));
        return Turn(t * (1 - sin), 1 - cos, quadrant);
    }

    static (double T, uint Quadrant) Reduce(uint turns)
    {
        var quadrant = (turns + (1u << 29)) >> 30;          // wraps to 0 in the last eighth
        return ((int)(turns - (quadrant << 30)) * (HalfPi / (1 << 30)), quadrant);
    }

    static (double Sin, double Cos) Turn(double sin, double cos, uint quadrant) =>
        quadrant switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
}
