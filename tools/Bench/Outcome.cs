namespace Platform.Tools.Bench;

/// <summary>What the interleaved runs of a comparison gave.</summary>
/// <param name="Runs">of each side, in order: a figure for each measure</param>
public sealed record Outcome(Comparison Comparison, IReadOnlyList<IReadOnlyList<double[]>> Runs) : IReport
{
    /// <summary>Below this, on a machine with other work, two ways are the same.</summary>
    public const double Noise = 1.1;

    public string Name => Comparison.Name;
    public IReadOnlyList<Measure> Measures => Comparison.Measures;

    public IReadOnlyList<double> Values(int side, int measure) => [.. Runs[side].Select(r => r[measure])];

    /// <summary>How many times better one side's median is than another's; below 1 where it is worse.</summary>
    public double Ratio(int one, int other, int measure) =>
        Comparison.Measures[measure].Better(Median(Values(one, measure)), Median(Values(other, measure)));

    /// <summary>Each side of ours with each that is not.</summary>
    public IEnumerable<(int Ours, int Other)> Pairs =>
        from one in Enumerable.Range(0, Comparison.Sides.Count)
        where Comparison.Sides[one].Ours
        from other in Enumerable.Range(0, Comparison.Sides.Count)
        where !Comparison.Sides[other].Ours
        select (one, other);

    public IEnumerable<string> Lines() => OutcomeText.Lines(this);

    public string Markdown(IReadOnlyList<string> charts, IEnumerable<string> machine) =>
        OutcomeText.Markdown(this, charts, machine);

    public string Csv() => OutcomeText.Csv(this);

    public byte[] Chart(int measure) => OutcomeChart.Png(this, measure);

    /// <param name="ratio">of <see cref="Ratio"/></param>
    public static string Verdict(double ratio) =>
        !double.IsFinite(ratio) ? "cannot be compared"
        : Math.Max(ratio, 1 / ratio) is var factor && factor < Noise
            ? FormattableString.Invariant($"no difference ({ratio:0.00})")
        : FormattableString.Invariant($"{factor:0.00} times {(ratio > 1 ? "better" : "worse")}");

    /// <summary>The median, and the least and the most.</summary>
    public static string Show(IReadOnlyList<double> values) =>
        FormattableString.Invariant($"{Median(values):0.00} [{values.Min():0.00}-{values.Max():0.00}]");

    public static double Median(IReadOnlyList<double> values)
    {
        var ordered = values.Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
