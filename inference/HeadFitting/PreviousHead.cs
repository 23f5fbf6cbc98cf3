using Platform.Shared.Head;

namespace Platform.Inference.HeadFitting;

/// <summary>
/// The old head's answers, as fair to it as the new head's: on an image that it was fitted on, those of a head that was
/// fitted again on its other images, as the cross-validation does with the new one.
/// </summary>
/// <param name="head">as it is published</param>
/// <param name="kept">indices of its classes that are left</param>
/// <param name="seen">whether it was fitted on an image, or on another one of its group</param>
sealed class PreviousHead(LinearHead head, int[] kept, bool[] seen)
{
    public int Seen => seen.Count(s => s);

    /// <summary>Fits beyond those of the new head: none where both were fitted on the same images.</summary>
    public int Fits(IReadOnlyList<int> labels, int[] folds, int count) =>
        Again(labels, folds) ? CrossValidation.Fits(count) : 0;

    /// <returns>
    /// [C] of each image; null where the old head cannot be fitted again without one that it has seen
    /// </returns>
    public float[]?[] Answers(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        int[] folds,
        int count,
        CrossValidation.Result now,
        Action report,
        CancellationToken cancel
    )
    {
        IReadOnlyList<float[]?> fitted = new float[]?[labels.Count];
        if (seen.All(s => s))
            fitted = now.OutOfFold;
        else if (Again(labels, folds))
            fitted = CrossValidation.Run(embeddings, labels, kept.Length, folds, count, report, cancel, seen).OutOfFold;
        return [.. seen.Select((s, i) => s ? fitted[i] : Probabilities(embeddings[i]))];
    }

    /// <summary>
    /// Whether some images are new, and the old ones have every class in enough folds to leave two of them out.
    /// </summary>
    bool Again(IReadOnlyList<int> labels, int[] folds) =>
        seen.Contains(true)
        && seen.Contains(false)
        && Enumerable
            .Range(0, kept.Length)
            .All(c =>
                Enumerable
                    .Range(0, seen.Length)
                    .Where(i => seen[i] && labels[i] == c)
                    .Select(i => folds[i])
                    .Distinct()
                    .Count() >= Folds.Least
            );

    /// <summary>On the classes that are left: given that it is one of them.</summary>
    float[] Probabilities(float[] embedding)
    {
        var all = CrossValidation.Probabilities(head, embedding);
        var sum = kept.Sum(k => all[k]);
        return [.. kept.Select(k => sum > 0 ? all[k] / sum : 1f / kept.Length)];
    }
}
