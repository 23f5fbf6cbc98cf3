using Platform.Shared.Taxonomy;

namespace Platform.Shared.Trust;

/// <summary>
/// A score of malignancy and the thresholds at which it finds a stated share of the malignant lesions. It stands beside
/// the diagnoses and never in their place.
/// </summary>
/// <param name="Malignant">[C] whether a class counts as malignant</param>
/// <param name="Images">malignant images that the thresholds were set on</param>
public sealed record MalignancySpec(IReadOnlyList<bool> Malignant, IReadOnlyList<OperatingPoint> Points, int Images);

/// <param name="Sensitivity">
/// share of malignant images that are to score at least the threshold, stated in advance
/// </param>
/// <param name="Threshold">0 where there were too few malignant images to say more: nothing is below it then</param>
public sealed record OperatingPoint(double Sensitivity, double Threshold);

/// <summary>The score of one image.</summary>
/// <param name="Score">0 to 1</param>
/// <param name="Above">whether it reaches the threshold, of each operating point</param>
public sealed record Malignancy(double Score, IReadOnlyList<bool> Above);

/// <summary>Where a score of malignancy is cut.</summary>
public static class OperatingPoints
{
    /// <summary>Those that a threshold is set for where nothing else is asked for.</summary>
    public static readonly IReadOnlyList<double> Sensitivities = [0.9, 0.95];

    /// <summary>The sum of the probabilities of the malignant classes, as frequent as in the training images.</summary>
    /// <param name="probabilities">[C], calibrated</param>
    /// <param name="malignant">[C]</param>
    public static double Score(IReadOnlyList<float> probabilities, IReadOnlyList<bool> malignant)
    {
        double sum = 0;
        for (var c = 0; c < probabilities.Count; c++)
            if (malignant[c])
                sum += probabilities[c];
        return sum;
    }

    /// <summary>What the score of an image says.</summary>
    /// <param name="probabilities">[C], calibrated, for the class shares of the training images</param>
    public static Malignancy Of(MalignancySpec spec, IReadOnlyList<float> probabilities)
    {
        var score = Score(probabilities, spec.Malignant);
        return new(score, [.. spec.Points.Select(p => score >= p.Threshold)]);
    }

    /// <summary>Which classes count as malignant.</summary>
    /// <param name="classes">codes</param>
    /// <param name="malignant">codes of them; null for those that are known as such</param>
    /// <returns>[C]; null where all or none of them do, so that there is nothing to tell apart</returns>
    public static IReadOnlyList<bool>? Flags(IReadOnlyList<string> classes, IReadOnlyCollection<string>? malignant)
    {
        bool[] flags = [.. classes.Select(c => malignant?.Contains(c) ?? Diagnosis.Malignant.Contains(c))];
        return flags.Distinct().Count() == 2 ? flags : null;
    }

    /// <summary>A score with thresholds for stated sensitivities.</summary>
    /// <param name="probabilities">
    /// [C] of calibration images that the head has not seen, calibrated, for the class shares of the training images
    /// </param>
    /// <param name="labels">class of each</param>
    /// <param name="malignant">[C]</param>
    public static MalignancySpec Fit(
        IReadOnlyList<float[]> probabilities,
        IReadOnlyList<int> labels,
        IReadOnlyList<bool> malignant,
        IReadOnlyList<double> sensitivities
    ) =>
        new(
            malignant,
            Fit(
                [.. probabilities.Select(p => Score(p, malignant))],
                [.. labels.Select(l => malignant[l])],
                sensitivities
            ),
            labels.Count(l => malignant[l])
        );

    /// <summary>
    /// Thresholds that a further malignant image reaches with at least the stated probability, whatever the model:
    /// split conformal prediction with malignant as the one class. Sadinle, Lei, Wasserman 2019, section 2.2, arXiv
    /// 1609.00451.
    /// </summary>
    /// <param name="scores">of calibration images, which the head has not seen</param>
    /// <param name="malignant">of each</param>
    /// <param name="sensitivities">each between 0 and 1</param>
    public static IReadOnlyList<OperatingPoint> Fit(
        IReadOnlyList<double> scores,
        IReadOnlyList<bool> malignant,
        IReadOnlyList<double> sensitivities
    )
    {
        double[] positive = [.. scores.Where((_, i) => malignant[i])];
        return [.. sensitivities.Select(s => new OperatingPoint(s, ConformalSets.Quantile(positive, s)))];
    }

    /// <summary>
    /// Share of the images above a threshold that are malignant, and of those below it that are not, where malignant
    /// ones are so frequent. Altman and Bland 1994, "Diagnostic tests 2: predictive values".
    /// </summary>
    /// <param name="sensitivity">0 to 1</param>
    /// <param name="specificity">0 to 1</param>
    /// <param name="prevalence">0 to 1</param>
    /// <returns>null where no image would be above, or below</returns>
    public static (double? Positive, double? Negative) PredictiveValues(
        double sensitivity,
        double specificity,
        double prevalence
    )
    {
        var (found, alarms) = (sensitivity * prevalence, (1 - specificity) * (1 - prevalence));
        var (cleared, missed) = (specificity * (1 - prevalence), (1 - sensitivity) * prevalence);
        return (
            found + alarms > 0 ? found / (found + alarms) : null,
            cleared + missed > 0 ? cleared / (cleared + missed) : null
        );
    }
}
