using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>
/// The error among the answers that are given when the least certain are withheld. El-Yaniv and Wiener 2010, section 2;
/// Geifman and El-Yaniv 2017.
/// </summary>
public static class RiskCoverage
{
    /// <returns>
    /// (share of the images that is answered, share of those answers that is wrong), one point an image, the most
    /// certain first
    /// </returns>
    public static IReadOnlyList<(double Coverage, double Risk)> Curve(Predictions predictions)
    {
        var order = Enumerable
            .Range(0, predictions.Truth.Count)
            .OrderByDescending(i => predictions.Probabilities[i][predictions.Predicted[i]])
            .ToArray();
        var wrong = 0;
        return
        [
            .. order.Select(
                (row, i) =>
                {
                    if (predictions.Predicted[row] != predictions.Truth[row])
                        wrong++;
                    return ((i + 1.0) / order.Length, wrong / (i + 1.0));
                }
            ),
        ];
    }

    /// <summary>
    /// The mean risk over all coverages: lower is better, and a model that knows its errors stays near zero.
    /// </summary>
    public static double Area(IReadOnlyList<(double Coverage, double Risk)> curve) => curve.Average(p => p.Risk);
}
