using System.Numerics;

namespace Platform.Shared.Sets;

/// <summary>Tells images without a picture in them: of one flat colour, or all clipped.</summary>
/// <param name="rejects">they are drawn again; else they are only counted</param>
public sealed class DegenerateGate(bool rejects) : IImageGate
{
    /// <summary>Standard deviation of the levels, of 255, below which an image is one flat colour.</summary>
    public const double FlatDeviation = 2;

    /// <summary>Share of levels at 0 or 255 above which nothing is left but clipping.</summary>
    public const double ClippedShare = 0.98;

    public Verdict Judge(byte[] pixels, string? wanted)
    {
        var degenerate = IsDegenerate(pixels);
        return new(degenerate && rejects, new(1, Degenerate: degenerate ? 1 : 0), null, null);
    }

    /// <summary>Nearly one colour, or nearly all of it clipped.</summary>
    public static bool IsDegenerate(ReadOnlySpan<byte> pixels)
    {
        long sum = 0,
            squares = 0,
            clipped = 0;
        var i = 0;
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var levels = new Vector<byte>(pixels.Slice(i, Vector<byte>.Count));
            Vector.Widen(levels, out var low, out var high);
            sum += Vector.Sum(low + high); // 32 lanes of at most 510 each fit 16 bits
            squares += Vector.Sum(Wide(low * low) + Wide(high * high));
            clipped += Vector.Sum(
                (Vector.Equals(levels, Vector<byte>.Zero) | Vector.Equals(levels, Vector<byte>.AllBitsSet))
                    & Vector<byte>.One
            );
        }
        foreach (var level in pixels[i..])
        {
            sum += level;
            squares += level * level;
            if (level is 0 or 255)
                clipped++;
        }
        var mean = (double)sum / pixels.Length;
        return (double)squares / pixels.Length - mean * mean < FlatDeviation * FlatDeviation
            || clipped > ClippedShare * pixels.Length;
    }

    static Vector<uint> Wide(Vector<ushort> values)
    {
        Vector.Widen(values, out var low, out var high);
        return low + high;
    }
}
