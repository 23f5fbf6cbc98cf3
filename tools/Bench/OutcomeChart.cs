using Platform.Charts;

namespace Platform.Tools.Bench;

/// <summary>A measure of an outcome: the medians as bars, with error bars from the least to the most.</summary>
static class OutcomeChart
{
    public static byte[] Png(Outcome outcome, int measure)
    {
        var (c, m) = (outcome.Comparison, outcome.Comparison.Measures[measure]);
        return Bars.Png(
            $"{c.Name}: {m.Name}",
            m.Unit + (m.LessIsBetter ? ", less is better" : ""),
            [""],
            [
                .. c.Sides.Select(
                    (side, s) =>
                        (side.Name, (IReadOnlyList<(double, double, double)?>)[Point(outcome.Values(s, measure))])
                ),
            ]
        );
    }

    static (double, double, double)? Point(IReadOnlyList<double> values) =>
        (Outcome.Median(values), values.Min(), values.Max());
}
