namespace Platform.Tools.Bench.Curves;

/// <summary>What the interleaved runs of a curve gave, and how it grows from each size to the next.</summary>
/// <param name="Runs">at each size, in order: a figure for each measure</param>
public sealed record Growth(Curve Curve, IReadOnlyList<IReadOnlyList<double[]>> Runs) : IReport
{
    /// <summary>Above this exponent a cost grows worse than linearly; the rest is left to noise.</summary>
    public const double MostOfLinear = 1.15;

    /// <summary>Runs all sizes in turn, so that a machine that slows down slows all.</summary>
    /// <param name="repetitions">runs of each size</param>
    public static async Task<Growth> RunAsync(Curve curve, int repetitions, CancellationToken cancel) =>
        new(
            curve,
            await Interleaved.RunAsync(
                curve.Name,
                curve.Measures.Count,
                [.. curve.Sizes.Select(curve.At)],
                repetitions,
                cancel
            )
        );

    public string Name => Curve.Name;
    public IReadOnlyList<Measure> Measures => Curve.Measures;

    public IReadOnlyList<double> Values(int size, int measure) => [.. Runs[size].Select(r => r[measure])];

    public double Median(int size, int measure) => Outcome.Median(Values(size, measure));

    /// <summary>
    /// The slope of log figure against log size from the size before: 1 is in proportion, 2 is by the square. Not
    /// finite where a figure is not above 0.
    /// </summary>
    /// <param name="size">index, 1 or more</param>
    public double Exponent(int size, int measure) =>
        Math.Log(Median(size, measure) / Median(size - 1, measure))
        / Math.Log((double)Curve.Sizes[size] / Curve.Sizes[size - 1]);

    public bool IsWorseThanLinear(int size, int measure) =>
        Measures[measure].LessIsBetter && Exponent(size, measure) is var e && double.IsFinite(e) && e > MostOfLinear;

    public IEnumerable<string> Lines() => GrowthText.Lines(this);

    public string Markdown(IReadOnlyList<string> charts, IEnumerable<string> machine) =>
        GrowthText.Markdown(this, charts, machine);

    public string Csv() => GrowthText.Csv(this);

    public byte[] Chart(int measure) => GrowthChart.Png(this, measure);
}
