using Platform.Training.Head;

namespace Platform.Training.Experiments;

/// <summary>
/// What synthetic images change: a figure with them less that without, in points, on the same held-out images.
/// </summary>
/// <param name="Interval">95 %; null where nothing is known of it</param>
/// <param name="Seeds">encoders on either side</param>
public sealed record Difference(double Mean, (double Low, double High)? Interval, int Seeds)
{
    /// <summary>
    /// As the report words it. Of one encoder on either side the interval says nothing of other seeds, and neither does
    /// the verdict.
    /// </summary>
    public string Verdict =>
        Interval is not var (low, high) ? "no uncertainty known"
        : low <= 0 && high >= 0 ? "within noise"
        : (Mean > 0 ? "better" : "worse") + (Seeds == 1 ? ", of these two encoders" : "");

    /// <remarks>
    /// Two sources of noise, taken as independent: which lesions are held out, by the bootstrap over them of the
    /// difference that both sides have on the same ones (Efron and Tibshirani 1993, chapter 8), of the mean over seeds;
    /// and the seed of training, by Student's interval of the paired differences, seed by seed, where there are
    /// several.
    /// </remarks>
    public static Difference? Of(CellResult with, CellResult without, Measure measure)
    {
        if (with.Of(measure) is null || without.Of(measure) is null)
            return null;
        double[] paired = [.. with.Metrics.Zip(without.Metrics, (x, y) => 100 * (x[measure.Key] - y[measure.Key]))];
        var mean = paired.Average();
        if (Lesions(with, without, measure) is not { } lesions)
            return new(mean, null, paired.Length);
        var half = Math.Sqrt(lesions * lesions + Math.Pow(Student.HalfInterval(paired), 2));
        return new(mean, (mean - half, mean + half), paired.Length);
    }

    /// <summary>
    /// Half the interval over held-out lesions; null where the answers are not known, not of the same images, or of too
    /// few lesions.
    /// </summary>
    static double? Lesions(CellResult with, CellResult without, Measure measure)
    {
        if (measure.Figure is not { } figure || with.Answers.Count == 0 || with.Answers.Count != without.Answers.Count)
            return null;
        var images = with.Answers[0];
        if (
            with
                .Answers.Concat(without.Answers)
                .Any(a => !a.Select(x => x.Image).SequenceEqual(images.Select(x => x.Image)))
        )
            return null;
        string[] classes =
        [
            .. with
                .Answers.Concat(without.Answers)
                .SelectMany(a => a)
                .SelectMany(a => new[] { a.TrueClass, a.PredictedClass })
                .Distinct(),
        ];
        int[] truth = [.. images.Select(a => Array.IndexOf(classes, a.TrueClass))];
        int[][] Predicted(CellResult r) =>
            [.. r.Answers.Select(answers => answers.Select(a => Array.IndexOf(classes, a.PredictedClass)).ToArray())];
        var (a, b) = (Predicted(with), Predicted(without));
        var interval = Bootstrap.Interval(
            [.. images.Select(i => i.Lesion)],
            rows => a.Average(p => Of(p, rows)) - b.Average(p => Of(p, rows)),
            seed: 0,
            classes: measure.ByClass ? truth : null
        );
        return interval is var (low, high) ? 100 * (high - low) / 2 : null;

        double Of(int[] predicted, IReadOnlyList<int> rows) =>
            figure(new([.. rows.Select(r => truth[r])], [.. rows.Select(r => predicted[r])], classes.Length));
    }
}
