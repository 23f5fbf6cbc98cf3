namespace Platform.Shared.Trust;

/// <summary>
/// Prediction sets that hold the true class with a stated probability, whatever the model: split conformal prediction
/// with the score 1 - p of the true class. Sadinle, Lei, Wasserman 2019, "Least ambiguous set-valued classifiers",
/// arXiv
/// 1609.00451;
/// by class, section 2.2 there, so that a rare class is not sacrificed to a frequent one.
/// </summary>
public static class ConformalSets
{
    /// <param name="probabilities">[C] of each calibration image, which the head has not seen</param>
    public static ConformalSpec Fit(
        IReadOnlyList<float[]> probabilities,
        IReadOnlyList<int> labels,
        double coverage,
        bool byClass
    )
    {
        var classes = probabilities[0].Length;
        double Threshold(IEnumerable<int> images) =>
            Quantile([.. images.Select(i => (double)probabilities[i][labels[i]])], coverage);
        var all = Enumerable.Range(0, labels.Count);
        return new(
            coverage,
            byClass,
            byClass
                ? [.. Enumerable.Range(0, classes).Select(c => Threshold(all.Where(i => labels[i] == c)))]
                : [.. Enumerable.Repeat(Threshold(all), classes)],
            labels.Count
        );
    }

    /// <summary>
    /// The classes of the set, the most probable first. The most probable class of all may be missing: it is where nine
    /// tenths of its own cases look more like it. To add it always would cover a class that is recognised in 94 % of
    /// its images for 94 %, not for the 90 % stated. Only an empty set is filled with it, which adds to the coverage.
    /// </summary>
    public static IReadOnlyList<int> Set(ConformalSpec spec, IReadOnlyList<float> probabilities)
    {
        var ordered = Enumerable.Range(0, probabilities.Count).OrderByDescending(c => probabilities[c]).ToArray();
        int[] set = [.. ordered.Where(c => probabilities[c] >= spec.Thresholds[c])];
        return set.Length > 0 ? set : ordered[..1];
    }

    /// <summary>
    /// The k-th largest with k = ceil((n + 1) coverage), or 0 where k exceeds n: nothing may be left out then.
    /// </summary>
    internal static double Quantile(double[] trueClass, double coverage)
    {
        var k = (int)Math.Ceiling((trueClass.Length + 1) * coverage - 1e-9);
        return k > trueClass.Length ? 0 : trueClass.OrderDescending().ElementAt(Math.Max(k, 1) - 1);
    }
}
