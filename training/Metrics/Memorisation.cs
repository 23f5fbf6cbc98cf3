namespace Platform.Training.Metrics;

/// <summary>
/// Whether synthetic images lie nearer to single training images than held-out real ones do: of each the distance to
/// its nearest training image. Without memorisation one synthetic image in a hundred lies below the first percentile of
/// the held-out.
/// </summary>
/// <param name="Threshold">first percentile of the held-out images' distances</param>
/// <param name="ShareBelow">share of the synthetic images nearer than that</param>
/// <param name="Closest">indices of the synthetic images, nearest first</param>
public sealed record Memorisation(
    double Threshold,
    double ShareBelow,
    IReadOnlyList<double> Synthetic,
    IReadOnlyList<double> HeldOut,
    IReadOnlyList<int> Closest
)
{
    static readonly double[] Shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    public static Memorisation Of(IReadOnlyList<double> synthetic, IReadOnlyList<double> heldOut)
    {
        var threshold = Quantile(heldOut, 0.01);
        return new(
            threshold,
            synthetic.Count(d => d < threshold) / (double)synthetic.Count,
            synthetic,
            heldOut,
            [.. Enumerable.Range(0, synthetic.Count).OrderBy(i => synthetic[i])]
        );
    }

    public static double Quantile(IReadOnlyList<double> values, double share) =>
        values.Order().ElementAt((int)Math.Min(values.Count - 1, share * values.Count));

    public object ToJson() =>
        new
        {
            threshold = Threshold,
            share_below_first_percentile = ShareBelow,
            synthetic = Quantiles(Synthetic),
            held_out = Quantiles(HeldOut),
        };

    static Dictionary<string, double> Quantiles(IReadOnlyList<double> values) =>
        Shares.ToDictionary(s => FormattableString.Invariant($"{s}"), s => Quantile(values, s));
}
