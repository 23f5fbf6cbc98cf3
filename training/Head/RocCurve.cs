namespace Platform.Training.Head;

/// <summary>
/// The receiver operating characteristic of scores; equal scores make one step, so that ties count half. Fawcett 2006,
/// "An introduction to ROC analysis".
/// </summary>
public sealed class RocCurve
{
    /// <summary>From (0, 0) to (1, 1), one point for each distinct score, highest first.</summary>
    public IReadOnlyList<(double FalsePositiveRate, double TruePositiveRate)> Points { get; }

    /// <summary>Sum of the steps of recall, each times its precision, without interpolation.</summary>
    public double AveragePrecision { get; }

    RocCurve(IReadOnlyList<float> scores, IReadOnlyList<bool> positive, int positives)
    {
        var points = new List<(double, double)> { (0, 0) };
        int found = 0,
            wrong = 0;
        foreach (var step in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderByDescending(g => g.Key))
        {
            var hits = step.Count(i => positive[i]);
            (found, wrong) = (found + hits, wrong + step.Count() - hits);
            points.Add((wrong / (double)(scores.Count - positives), found / (double)positives));
            AveragePrecision += hits / (double)positives * found / (found + wrong);
        }
        Points = points;
    }

    /// <returns>null unless there are both positives and negatives</returns>
    public static RocCurve? Of(IReadOnlyList<float> scores, IReadOnlyList<bool> positive) =>
        positive.Count(p => p) is > 0 and var positives && positives < positive.Count
            ? new(scores, positive, positives)
            : null;

    public double Area => AreaAbove(0);

    /// <summary>
    /// The area under the part of the curve where the sensitivity is at least this, down to zero and not rescaled: the
    /// ISIC challenges' auc_sens_80 at 0.8.
    /// </summary>
    public double AreaAbove(double sensitivity)
    {
        double area = 0;
        foreach (var ((x0, y0), (x1, y1)) in Points.Zip(Points.Skip(1)))
        {
            if (y1 < sensitivity)
                continue;
            var from =
                y0 >= sensitivity
                    ? (X: x0, Y: y0)
                    : (X: x0 + (x1 - x0) * (sensitivity - y0) / (y1 - y0), Y: sensitivity);
            area += (x1 - from.X) * (from.Y + y1) / 2;
        }
        return area;
    }
}
