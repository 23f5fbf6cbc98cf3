using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Platform.Training.Data.Duplicates;

/// <summary>
/// An affine map and a gain and offset of brightness that lay one square on another, found by Gauss-Newton steps.
/// Lucas and Kanade 1981, "An iterative image registration technique"; Baker and Matthews 2004, section 2, with the
/// linear appearance variation of Evangelidis and Psarakis 2008.
/// </summary>
/// <remarks>Places run from -1 to 1 across the square, so that one map serves squares of any side.</remarks>
sealed class Alignment
{
    const int Unknowns = 8; // gain, six of the map, offset

    /// <summary>What a copy may have lost: a map that takes more is not believed.</summary>
    const double MostShift = 0.3,
        MostStretch = 0.3;

    const double LeastShared = 0.6; // of the square

    readonly double[] map = new double[6]; // x + m0 + m1 x + m2 y, y + m3 + m4 x + m5 y

    /// <summary>Takes steps until they are below a hundredth of a pixel, or are no use.</summary>
    /// <returns>whether the map may be believed</returns>
    public bool Refine(Luminance fixedOne, Luminance moved, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            if (Step(fixedOne, moved) is not { } change || !Plausible)
                return false;
            if (change < 0.02 / fixedOne.Side)
                break;
        }
        return true;
    }

    bool Plausible =>
        Math.Abs(map[0]) < MostShift
        && Math.Abs(map[3]) < MostShift
        && new[] { map[1], map[2], map[4], map[5] }.All(m => Math.Abs(m) < MostStretch);

    /// <returns>the largest change of the map; null where the squares do not say</returns>
    double? Step(Luminance fixedOne, Luminance moved)
    {
        var side = fixedOne.Side;
        Span<Vector256<double>> sums = stackalloc Vector256<double>[2 * (Unknowns + 1)]; // [9, 8]: products with a row
        sums.Clear();
        Span<double> row = stackalloc double[Unknowns + 1];
        for (var j = 0; j < side; j++)
        for (var i = 0; i < side; i++)
        {
            var (x, y) = (Place(i, side), Place(j, side));
            if (!Sample(moved, x, y, out var value, out var dx, out var dy))
                continue;
            var (low, high) = (Vector256.Create(value, dx, dx * x, dx * y), Vector256.Create(dy, dy * x, dy * y, 1));
            low.CopyTo(row);
            high.CopyTo(row[4..]);
            row[Unknowns] = fixedOne.Values[j * side + i];
            for (var a = 0; a <= Unknowns; a++)
            {
                sums[2 * a] += low * row[a];
                sums[2 * a + 1] += high * row[a];
            }
        }
        var products = MemoryMarshal.Cast<Vector256<double>, double>(sums);
        var (normal, right) = (
            products[..(Unknowns * Unknowns)].ToArray(),
            products[(Unknowns * Unknowns)..].ToArray()
        );
        if (normal[^1] < LeastShared * side * side || Solve(normal, right) is not { } found || found[0] < 0.2)
            return null;
        var largest = 0.0;
        for (var m = 0; m < map.Length; m++)
        {
            var change = Math.Clamp(found[m + 1] / found[0], -0.1, 0.1);
            map[m] += change;
            largest = Math.Max(largest, Math.Abs(change));
        }
        return largest;
    }

    /// <summary>Correlation of two squares where both are known, the second one mapped.</summary>
    /// <returns>-1 to 1; 0 where one of them is flat, or too little of it is known</returns>
    public double Correlation(Luminance fixedOne, Luminance moved, double leastDeviation)
    {
        var side = fixedOne.Side;
        double n = 0,
            sumA = 0,
            sumB = 0,
            sumAa = 0,
            sumBb = 0,
            sumAb = 0;
        for (var j = 0; j < side; j++)
        for (var i = 0; i < side; i++)
            if (Sample(moved, Place(i, side), Place(j, side), out var b, out _, out _))
            {
                double a = fixedOne.Values[j * side + i];
                n++;
                (sumA, sumB, sumAa, sumBb, sumAb) = (sumA + a, sumB + b, sumAa + a * a, sumBb + b * b, sumAb + a * b);
            }
        if (n < LeastShared * side * side)
            return 0;
        var (varA, varB) = (sumAa / n - sumA / n * (sumA / n), sumBb / n - sumB / n * (sumB / n));
        var least = leastDeviation * leastDeviation;
        return varA < least || varB < least ? 0 : (sumAb / n - sumA / n * (sumB / n)) / Math.Sqrt(varA * varB);
    }

    static double Place(int pixel, int side) => (2 * pixel + 1.0) / side - 1;

    /// <summary>The moved square at a mapped place, bilinear, with its slopes there.</summary>
    /// <returns>whether the place is in it</returns>
    bool Sample(Luminance moved, double x, double y, out double value, out double dx, out double dy)
    {
        var side = moved.Side;
        var u = (x + map[0] + map[1] * x + map[2] * y + 1) * side / 2 - 0.5;
        var v = (y + map[3] + map[4] * x + map[5] * y + 1) * side / 2 - 0.5;
        if (!(u >= -0.5 && v >= -0.5 && u <= side - 0.5 && v <= side - 0.5))
        {
            value = dx = dy = 0;
            return false;
        }
        var (i, j) = (Math.Clamp((int)Math.Floor(u), 0, side - 2), Math.Clamp((int)Math.Floor(v), 0, side - 2));
        var (s, t) = (Math.Clamp(u - i, 0, 1), Math.Clamp(v - j, 0, 1));
        var at = j * side + i;
        double a = moved.Values[at],
            b = moved.Values[at + 1],
            c = moved.Values[at + side],
            d = moved.Values[at + side + 1];
        value = (1 - t) * (a + s * (b - a)) + t * (c + s * (d - c));
        dx = ((1 - t) * (b - a) + t * (d - c)) * side / 2;
        dy = ((1 - s) * (c - a) + s * (d - b)) * side / 2;
        return true;
    }

    /// <summary>By the Cholesky factor, Golub and Van Loan 2013, algorithm 4.2.1.</summary>
    /// <param name="matrix">[8, 8], symmetric; overwritten</param>
    /// <returns>null where the matrix is not positive definite, or nearly so</returns>
    static double[]? Solve(double[] matrix, double[] right)
    {
        for (var i = 0; i < Unknowns; i++)
        for (var j = 0; j <= i; j++)
        {
            var rest = matrix[i * Unknowns + j];
            for (var k = 0; k < j; k++)
                rest -= matrix[i * Unknowns + k] * matrix[j * Unknowns + k];
            if (i == j && rest <= 1e-12 * matrix[i * Unknowns + i])
                return null;
            matrix[i * Unknowns + j] = i == j ? Math.Sqrt(rest) : rest / matrix[j * Unknowns + j];
        }
        var found = (double[])right.Clone();
        for (var i = 0; i < Unknowns; i++)
        {
            for (var k = 0; k < i; k++)
                found[i] -= matrix[i * Unknowns + k] * found[k];
            found[i] /= matrix[i * Unknowns + i];
        }
        for (var i = Unknowns - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < Unknowns; k++)
                found[i] -= matrix[k * Unknowns + i] * found[k];
            found[i] /= matrix[i * Unknowns + i];
        }
        return found;
    }
}
