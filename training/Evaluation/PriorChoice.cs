using Platform.Shared.Trust;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>
/// Chooses how far the class shares of a head's answers go from those of the training images, by what the answers to
/// its calibration images are worth.
/// </summary>
public static class PriorChoice
{
    /// <summary>Of equally good ones the first is taken, which is nearest to the training images' shares.</summary>
    public static readonly IReadOnlyList<double> Exponents = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];

    /// <param name="probabilities">
    /// [C] of each calibration image, calibrated, for <paramref name="shares"/>
    /// </param>
    /// <param name="shares">[C] of the training images</param>
    /// <param name="classes">codes</param>
    public static PriorSpec Of(
        AimOptions aim,
        IReadOnlyList<float[]> probabilities,
        IReadOnlyList<int> labels,
        IReadOnlyList<double> shares,
        IReadOnlyList<string> classes
    )
    {
        var (target, costs) = (aim.Target(shares, classes), aim.CostsOf(classes));
        IReadOnlyList<double> Answer(double exponent) => (target with { Exponent = exponent }).Answer(shares, classes);
        var chosen = Exponents.MaxBy(exponent =>
        {
            var answer = Answer(exponent);
            var adjusted = probabilities.Select(p => ClassPriors.Adjust(p, shares, answer));
            int[] predicted = [.. adjusted.Select(p => Array.IndexOf(p, p.Max()))];
            return Worth(aim, new(labels, predicted, classes.Count), costs);
        });
        return new(shares, Answer(chosen)) { Aim = aim.Name, Exponent = chosen };
    }

    static double Worth(AimOptions aim, ConfusionMatrix said, double[][]? costs) =>
        costs is not null ? -said.Counts.Zip(costs, (row, cost) => row.Zip(cost, (n, c) => n * c).Sum()).Sum()
        : aim.Name == AimOptions.Balanced ? said.BalancedAccuracy
        : said.Accuracy;
}
