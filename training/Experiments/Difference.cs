namespace Platform.Training.Experiments;

/// <summary>What synthetic images change: a figure with them less that without, seed by seed.</summary>
/// <param name="Deviation">of the mean difference; null where nothing is known of it</param>
public sealed record Difference(double Mean, double? Deviation)
{
    /// <summary>Beyond two deviations, as the report words it.</summary>
    public string Verdict => Deviation is not { } d ? "no uncertainty known" : Math.Abs(Mean) <= 2 * d ? "within noise" : Mean > 0 ? "better" : "worse";

    /// <remarks>Over seeds: the deviation of the paired differences over the root of their number. Of one seed: both intervals, taken as independent, which the shared test images make too wide.</remarks>
    public static Difference? Of(CellResult with, CellResult without, Measure measure)
    {
        if (with.Of(measure) is not { } a || without.Of(measure) is not { } b) return null;
        if (with.Metrics.Count == 1)
            return new(a.Value - b.Value, a.Standard is { } s && b.Standard is { } t ? Math.Sqrt(s * s + t * t) : null);
        var paired = Figure.Over([.. with.Metrics.Zip(without.Metrics, (x, y) => new Figure(100 * (x[measure.Key] - y[measure.Key])))]);
        return new(paired.Value, paired.Deviation / Math.Sqrt(with.Metrics.Count));
    }
}
