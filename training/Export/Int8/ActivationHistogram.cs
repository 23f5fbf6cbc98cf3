using System.Numerics.Tensors;

namespace Platform.Training.Export.Int8;

/// <summary>
/// How the values of one activation are spread over the calibration images: their range first, then counts within it.
/// </summary>
public sealed class ActivationHistogram
{
    const int BinCount = 4096;
    readonly long[] counts = new long[BinCount];

    public float Low { get; private set; } = float.PositiveInfinity;
    public float High { get; private set; } = float.NegativeInfinity;

    /// <summary>First pass.</summary>
    public void Widen(ReadOnlySpan<float> values) =>
        (Low, High) = (MathF.Min(Low, TensorPrimitives.Min(values)), MathF.Max(High, TensorPrimitives.Max(values)));

    /// <summary>Second pass, over the same values.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        var perUnit = High > Low ? BinCount / (High - Low) : 0;
        foreach (var value in values)
            counts[Math.Clamp((int)((value - Low) * perUnit), 0, BinCount - 1)]++;
    }

    /// <summary>
    /// The range that holds a share of the values, as much being cut off below as above; 1 for all of them.
    /// </summary>
    public (double Low, double High) Holding(double share)
    {
        var cut = (long)((1 - share) / 2 * counts.Sum());
        int Edge(IEnumerable<int> bins)
        {
            var seen = 0L;
            return bins.First(bin => (seen += counts[bin]) > cut);
        }
        if (cut == 0)
            return (Low, High);
        var width = ((double)High - Low) / BinCount;
        return (
            Low + Edge(Enumerable.Range(0, BinCount)) * width,
            Low + (Edge(Enumerable.Range(0, BinCount).Reverse()) + 1) * width
        );
    }
}
