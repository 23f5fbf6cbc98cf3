using System.Numerics;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;

namespace Platform.Inference.Bulk;

/// <summary>
/// Says of a drawn image whether it may stay: not degenerate, no near copy, of the wanted class. Thread-safe.
/// </summary>
public sealed class QualityGates
{
    /// <summary>Standard deviation of the levels, of 255, below which an image is one flat colour.</summary>
    public const double FlatDeviation = 2;

    /// <summary>Share of levels at 0 or 255 above which nothing is left but clipping.</summary>
    public const double ClippedShare = 0.98;

    readonly Bundle bundle;
    readonly BulkSettings settings;
    readonly CopiesIndex? copies;

    /// <summary>Whether an image is to be drawn again, why, and its class where that was asked for.</summary>
    public readonly record struct Verdict(bool Reject, Tally Seen, string? Class, float? Probability);

    /// <exception cref="InputException">
    /// Copies are to be found, but the bundle does not know its training photographs.
    /// </exception>
    public QualityGates(Bundle bundle, BulkSettings settings)
    {
        (this.bundle, this.settings) = (bundle, settings);
        if (!settings.CountCopies)
            return;
        if (!bundle.Manifest.Files.ContainsKey(BundleFiles.CopiesIndex))
            throw new InputException(
                $"{Path.Combine(bundle.Folder, BundleFiles.CopiesIndex)}: not in this bundle, so copies cannot be "
                    + $"told; publish it with --copies-index, or leave the option out"
            );
        copies = CopiesIndex.Load(
            Path.Combine(bundle.Folder, BundleFiles.CopiesIndex),
            bundle.Read(BundleFiles.CopiesIndex)
        );
    }

    /// <param name="pixels">uint8 [S, S, 3]</param>
    /// <param name="wanted">class code, or null for any</param>
    public Verdict Judge(byte[] pixels, string? wanted)
    {
        if (IsDegenerate(pixels))
            if (settings.RejectDegenerate)
                return new(true, new(1, Degenerate: 1), null, null);
            else
                return Embedded(pixels, wanted) is var kept
                    ? kept with
                    {
                        Seen = kept.Seen with { Degenerate = 1 },
                    }
                    : default;
        return Embedded(pixels, wanted);
    }

    Verdict Embedded(byte[] pixels, string? wanted)
    {
        if (wanted is null && copies is null)
            return new(false, new(1), null, null);
        var embedding = Embed(pixels);
        var (top, probability) = wanted is null ? (null, (float?)null) : Classify(embedding);
        if (top != wanted)
            return new(true, new(1, OtherClass: 1), top, probability);
        var copy = copies?.IsCopy(embedding) == true;
        return new(copy && settings.RejectCopies, new(1, Copies: copy ? 1 : 0), top, probability);
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

    /// <summary>[F], in the way that classify does with the same picture in a PNG file.</summary>
    float[] Embed(byte[] pixels)
    {
        var (side, drawn) = (bundle.Manifest.Preprocessing.Side, settings.Side);
        var input = AreaAverage.Resize(new(pixels, drawn, drawn), side, side);
        return bundle.Encoder.Run([new TensorData("pixels", input, 1, side, side, 3)], "embedding")[0].Floats;
    }

    (string Code, float? Probability) Classify(float[] embedding)
    {
        var probabilities = new float[bundle.Head.Classes];
        bundle.Head.Probabilities(embedding, probabilities);
        var top = Array.IndexOf(probabilities, probabilities.Max());
        return (bundle.Manifest.Classes[top].Code, probabilities[top]);
    }
}
