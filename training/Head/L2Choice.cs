using Platform.Shared.Head;
using Platform.Shared.Trust;

namespace Platform.Training.Head;

/// <summary>
/// Chooses the weight of the head's L2 term on the training lesions alone: fits each candidate without some of them and
/// takes the one with the lowest cross entropy there. Few labels and 512 features overfit without it.
/// </summary>
/// <remarks>
/// The cross entropy is the mean of two: of the answers for the class shares of these images, over the images, and of
/// the answers for equal shares, over the classes. A bundle gives both answers; the first alone is decided by the
/// frequent classes, and a head so regular that it never names a rare one may win it.
/// </remarks>
public static class L2Choice
{
    public static readonly IReadOnlyList<float> Candidates = [10, 100, 300, 1000, 3000, 10000];

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
        var shares = FittedShares.Of(fitted, classes, weights);
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
            var scaling = calibrated
                ? Calibration.Temperature(logits, truth, shares.Shift)
                : new CalibrationSpec(1) { Shift = shares.Shift };
            report?.Invoke(++done);
            return CrossEntropy(logits, truth, scaling, shares.Images);
        });
    }

    /// <summary>
    /// (1/n) sum_i -log p(y_i | x_i) and (1/C) sum_c (1/n_c) sum_(i of c) -log q(y_i | x_i), the mean of both, where q
    /// is p for equal shares and C counts the classes that occur.
    /// </summary>
    /// <param name="shares">[C] that p is for</param>
    static double CrossEntropy(
        IReadOnlyList<float[]> logits,
        IReadOnlyList<int> labels,
        CalibrationSpec scaling,
        IReadOnlyList<double> shares
    )
    {
        var equal = scaling with
        {
            Shift = [.. shares.Select((share, c) => (scaling.Shift?[c] ?? 0) - Math.Log(share))],
        };
        var balanced = Enumerable
            .Range(0, labels.Count)
            .GroupBy(i => labels[i])
            .Average(own =>
                Calibration.NegativeLogLikelihood(
                    [.. own.Select(i => logits[i])],
                    [.. own.Select(i => labels[i])],
                    equal
                )
            );
        return (Calibration.NegativeLogLikelihood(logits, labels, scaling) + balanced) / 2;
    }
}
