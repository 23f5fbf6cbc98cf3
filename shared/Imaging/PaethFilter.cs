using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Platform.Shared.Imaging;

/// <summary>
/// PNG's filter 4: each byte less a guess from those to its left, above it and above left. PNG Specification, section
/// 9.4.
/// </summary>
static class PaethFilter
{
    const int Number = 4,
        Pixel = 3;

    /// <param name="rgb">uint8 [height, width, 3]</param>
    /// <returns>uint8 [height, 1 + 3 width]: each row behind its filter's number</returns>
    // most of a short run would be over before it is compiled well
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<byte> Rows(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var (row, lanes) = (width * Pixel, Vector256<byte>.Count);
        Span<byte> above = new byte[Pixel + row + lanes],
            here = new byte[Pixel + row + lanes]; // a black pixel before each row, room for a whole vector after it
        var filtered = new byte[height * (1 + row) + lanes];
        for (var y = 0; y < height; y++)
        {
            rgb.Slice(y * row, row).CopyTo(here[Pixel..]);
            var to = filtered.AsSpan(y * (1 + row));
            to[0] = Number;
            for (var i = 0; i < row; i += lanes)
                (Load(here, i + Pixel) - Guess(Load(here, i), Load(above, i + Pixel), Load(above, i))).CopyTo(
                    to[(1 + i)..]
                );
            var spare = above;
            above = here;
            here = spare;
        }
        return filtered.AsSpan(0, height * (1 + row));

        static Vector256<byte> Load(ReadOnlySpan<byte> values, int at) => Vector256.Create(values[at..]);
    }

    /// <summary>Whichever is nearest to left + above - corner; of equals the first.</summary>
    static Vector256<byte> Guess(Vector256<byte> left, Vector256<byte> above, Vector256<byte> corner)
    {
        var (toLeft, toAbove) = (Distance(above, corner), Distance(left, corner));
        var oneSide = Vector256.Equals(
            Vector256.GreaterThanOrEqual(left, corner),
            Vector256.GreaterThanOrEqual(above, corner)
        );
        var sum = Vector256.AddSaturate(toLeft, toAbove); // beyond 255 it is the largest all the same
        var toCorner = Vector256.ConditionalSelect(oneSide, sum, Distance(toLeft, toAbove));
        var second = Vector256.ConditionalSelect(Vector256.LessThanOrEqual(toAbove, toCorner), above, corner);
        return Vector256.ConditionalSelect(
            Vector256.LessThanOrEqual(toLeft, toAbove) & Vector256.LessThanOrEqual(toLeft, toCorner),
            left,
            second
        );
    }

    static Vector256<byte> Distance(Vector256<byte> a, Vector256<byte> b) => Vector256.Max(a, b) - Vector256.Min(a, b);
}
