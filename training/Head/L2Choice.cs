using Platform.Shared.Head;
using Platform.Shared.Trust;

namespace Platform.Training.Head;

/// <summary>
/// Chooses the weight of the head's L2 term on the training lesions alone: fits each candidate without some of them and
/// takes the one with the lowest cross entropy there, of its answers for the class shares of these images. Few labels
/// and 512 features overfit without it.
/// </summary>
public static class L2Choice
{
    public static readonly IReadOnlyList<float> Candidates = [10, 100, 1000, 10000];

    /// <summary>By a fifth of the training lesions.</summary>
    /// <param name="embeddings">[F] of each training image</param>
    /// <param name="lesions">of each; photographs of a lesion stay together</param>
    public static float Of(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        int classes,
        int seed,
        Action<int>? report = null,
        ClassWeights weights = ClassWeights.None
    )
    {
        var (fit, test) = LesionSplit.Of(labels, lesions, 0.2, seed);
        return Of(embeddings, labels, fit, test, classes, calibrated: false, report, weights);
    }

    /// <summary>By given images.</summary>
    /// <param name="fit">which images to fit on</param>
    /// <param name="test">which to judge by; of none, the first candidate</param>
    /// <param name="calibrated">
    /// the head's answers get a temperature: judged with the best one for each candidate, so that a head is not made
    /// blunt to make it modest
    /// </param>
    public static float Of(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        IReadOnlyList<int> fit,
        IReadOnlyList<int> test,
        int classes,
        bool calibrated,
        Action<int>? report = null,
        ClassWeights weights = ClassWeights.None
    )
    {
        if (test.Count == 0)
            return Candidates[0];
        var done = 0;
        int[] fitted = [.. fit.Select(i => labels[i])];
        var shift = FittedShares.Of(fitted, classes, weights).Shift;
        return Candidates.MinBy(l2 =>
        {
            var head = LinearHead.Fit(
                [.. fit.Select(i => embeddings[i])],
                fitted,
                classes,
                l2,
                ClassWeighting.Of(weights, fitted, classes)
            );
            float[][] logits = [.. test.Select(i => Calibration.Logits(head, embeddings[i]))];
            int[] truth = [.. test.Select(i => labels[i])];
            var scaling = calibrated ? Calibration.Temperature(logits, truth, shift) : new(1) { Shift = shift };
            report?.Invoke(++done);
            return Calibration.NegativeLogLikelihood(logits, truth, scaling);
        });
    }
}
