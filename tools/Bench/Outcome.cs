namespace Platform.Tools.Bench;

/// <summary>Rates of interleaved runs.</summary>
public sealed record Outcome(IReadOnlyList<double> Ours, IReadOnlyList<double> Other)
{
    /// <summary>Below this, on a machine with other work, two ways are the same.</summary>
    public const double Noise = 1.1;

    public double OursMedian => Median(Ours);
    public double OtherMedian => Median(Other);

    /// <summary>Ours over the other's, of medians.</summary>
    public double Ratio => OursMedian / OtherMedian;

    public string Verdict => Math.Max(Ratio, 1 / Ratio) is var factor && factor < Noise ? $"no difference ({Ratio:0.00} of the other's rate)"
        : $"ours is {factor:0.00} times as {(Ratio > 1 ? "fast" : "slow")}";

    public static string Show(IReadOnlyList<double> rates) => $"{Median(rates):0.00} [{rates.Min():0.00}-{rates.Max():0.00}]";

    public static double Median(IReadOnlyList<double> values)
    {
        var ordered = values.Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
