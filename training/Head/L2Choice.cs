using Platform.Shared.Head;

namespace Platform.Training.Head;

/// <summary>
/// Chooses the weight of the head's L2 term on the training lesions alone: fits each candidate without some of them and
/// takes the one with the lowest cross entropy there. Few labels and 512 features overfit without it.
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
        Action<int>? report = null
    )
    {
        var (fit, test) = LesionSplit.Of(labels, lesions, 0.2, seed);
        return Of(embeddings, labels, fit, test, classes, report);
    }

    /// <summary>By given images.</summary>
    /// <param name="fit">which images to fit on</param>
    /// <param name="test">which to judge by; of none, the first candidate</param>
    public static float Of(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        IReadOnlyList<int> fit,
        IReadOnlyList<int> test,
        int classes,
        Action<int>? report = null
    )
    {
        if (test.Count == 0)
            return Candidates[0];
        var done = 0;
        return Candidates.MinBy(l2 =>
        {
            var head = LinearHead.Fit(
                [.. fit.Select(i => embeddings[i])],
                [.. fit.Select(i => labels[i])],
                classes,
                l2
            );
            var probabilities = new float[classes];
            var loss = test.Average(i =>
            {
                head.Probabilities(embeddings[i], probabilities);
                return -Math.Log(Math.Max(probabilities[labels[i]], 1e-12));
            });
            report?.Invoke(++done);
            return loss;
        });
    }
}
