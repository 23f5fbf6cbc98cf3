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
}
