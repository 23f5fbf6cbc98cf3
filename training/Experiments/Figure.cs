using System.Globalization;

namespace Platform.Training.Experiments;

/// <summary>
/// A figure in per cent and what is known of its uncertainty: a deviation, or an interval, or nothing.
/// </summary>
public sealed record Figure(double Value, double? Deviation = null, (double Low, double High)? Interval = null)
{
    /// <summary>
    /// Of its error bar: a deviation to either side, or the interval; the figure itself where neither is known.
    /// </summary>
    public (double Low, double High) Ends => Deviation is { } d ? (Value - d, Value + d) : Interval ?? (Value, Value);

    public override string ToString() =>
        Text($"{Value:0.00}")
        + (
            Deviation is { } d ? Text($" ± {d:0.00}")
            : Interval is var (low, high) ? Text($" [{low:0.00}, {high:0.00}]")
            : ""
        );

    /// <summary>Mean and sample deviation of the same figure over several runs; of one run, the figure.</summary>
    public static Figure Over(IReadOnlyList<Figure> runs)
    {
        if (runs.Count == 1)
            return runs[0];
        var mean = runs.Average(r => r.Value);
        return new(mean, Math.Sqrt(runs.Sum(r => (r.Value - mean) * (r.Value - mean)) / (runs.Count - 1)));
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
