namespace Platform.Shared.Trust;

/// <summary>
/// What a calibrated answer becomes where the classes are as frequent as others than the training images say.
/// </summary>
/// <remarks>
/// By Bayes' rule, where the images of a class look alike in both places. Saerens, Latinne, Decaestecker 2002,
/// "Adjusting the outputs of a classifier to new a priori probabilities", equation 2.4; with an exponent and a uniform
/// target it is the post-hoc logit adjustment of Menon et al. 2021, "Long-tail learning via logit adjustment", equation
/// 9, arXiv 2007.07314.
/// </remarks>
public static class ClassPriors
{
    /// <summary>p'_c is proportional to p_c (to_c / from_c)^exponent.</summary>
    /// <param name="probabilities">[C], calibrated for classes as frequent as <paramref name="from"/></param>
    /// <param name="from">[C] shares of the classes, each above 0; need not sum to 1</param>
    /// <param name="to">[C] shares that the answer is for, 0 or more</param>
    /// <param name="exponent">0 leaves the answer, 1 is Bayes' rule; between them part of the way</param>
    /// <returns>[C], sums to 1</returns>
    public static float[] Adjust(
        IReadOnlyList<float> probabilities,
        IReadOnlyList<double> from,
        IReadOnlyList<double> to,
        double exponent = 1
    )
    {
        if (from.Count != probabilities.Count || to.Count != probabilities.Count)
            throw new ArgumentException(
                $"{probabilities.Count} probabilities, {from.Count} shares to go from, {to.Count} to go to."
            );
        if (from.Any(share => !(share > 0)) || to.Any(share => !(share >= 0)) || !to.Any(share => share > 0))
            throw new ArgumentException("Shares to go from are above 0, those to go to not all 0.");
        double[] weighted = [.. probabilities.Select((p, c) => p * Math.Pow(to[c] / from[c], exponent))];
        var sum = weighted.Sum();
        // Where all that is possible there has probability 0, nothing is known but the target.
        return sum > 0
            ? [.. weighted.Select(w => (float)(w / sum))]
            : [.. to.Select(share => (float)(share / to.Sum()))];
    }

    /// <summary>All classes alike: the answer whose accuracy is balanced over them.</summary>
    public static IReadOnlyList<double> Uniform(int classes) => [.. Enumerable.Repeat(1.0 / classes, classes)];

    /// <summary>Shares of the classes among labels; every class occurs.</summary>
    /// <param name="labels">class indices</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<int> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
            counts[label]++;
        return counts.Contains(0)
            ? throw new ArgumentException("Every class occurs among the labels.", nameof(labels))
            : [.. counts.Select(n => n / (double)labels.Count)];
    }
}
