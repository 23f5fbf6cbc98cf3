using Platform.Training.Charts;

namespace Platform.Tools.Bench;

/// <summary>Writes an outcome into a folder: NAME.md, NAME.csv, and NAME.png for the first measure, NAME-MEASURE.png for others.</summary>
public static class OutcomeFiles
{
    public static void Write(Outcome outcome, string folder, IEnumerable<string> machine)
    {
        Directory.CreateDirectory(folder);
        var c = outcome.Comparison;
        string[] charts = [.. c.Measures.Select((m, i) => i == 0 ? $"{c.Name}.png" : $"{c.Name}-{m.Name.Replace(' ', '-')}.png")];
        for (var m = 0; m < charts.Length; m++) File.WriteAllBytes(Path.Combine(folder, charts[m]), Chart(outcome, m));
        File.WriteAllText(Path.Combine(folder, $"{c.Name}.csv"), OutcomeText.Csv(outcome));
        File.WriteAllText(Path.Combine(folder, $"{c.Name}.md"), OutcomeText.Markdown(outcome, charts, machine));
    }

    /// <summary>The medians, with half the way from the least to the most as error bars.</summary>
    static byte[] Chart(Outcome outcome, int measure)
    {
        var (c, m) = (outcome.Comparison, outcome.Comparison.Measures[measure]);
        return Bars.Png($"{c.Name}: {m.Name}", m.Unit + (m.LessIsBetter ? ", less is better" : ""), [""],
            [.. c.Sides.Select((side, s) => (side.Name, (IReadOnlyList<(double, double)?>)[Point(outcome.Values(s, measure))]))]);
    }

    static (double, double)? Point(IReadOnlyList<double> values) => (Outcome.Median(values), (values.Max() - values.Min()) / 2);
}
