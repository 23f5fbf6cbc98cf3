using Platform.Shared.Head;

namespace Platform.Inference.HeadFitting;

/// <summary>Fits heads that have not seen the images they are asked about.</summary>
/// <remarks>
/// For each fold, the weight of the L2 term is the candidate with the lowest cross entropy on the next fold when fitted
/// on the others, so that the choice has not seen the tested fold either (nested cross-validation: Varma and Simon
/// 2006).
/// </remarks>
public static class CrossValidation
{
    public static readonly IReadOnlyList<float> Candidates = [1, 10, 100, 1000];

    /// <param name="OutOfFold">[C] of each image, by the head that was fitted without its fold</param>
    /// <param name="L2">
    /// the candidate with the lowest cross entropy over all choices: for the head that is fitted on everything
    /// </param>
    public sealed record Result(IReadOnlyList<float[]> OutOfFold, float L2);

    public static int Fits(int folds) => folds * (Candidates.Count + 1);

    /// <param name="among">which images take part; null for all. The others have no answer.</param>
    public static Result Run(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        int classes,
        IReadOnlyList<int> folds,
        int count,
        Action report,
        CancellationToken cancel,
        bool[]? among = null
    )
    {
        var outOfFold = new float[labels.Count][];
        var losses = new double[Candidates.Count];
        int[] Images(Func<int, bool> fold) =>
            [.. Enumerable.Range(0, labels.Count).Where(i => among?[i] != false && fold(folds[i]))];
        LinearHead Fit(int[] images, float l2)
        {
            cancel.ThrowIfCancellationRequested();
            var head = LinearHead.Fit(
                [.. images.Select(i => embeddings[i])],
                [.. images.Select(i => labels[i])],
                classes,
                l2
            );
            report();
            return head;
        }

        for (var test = 0; test < count; test++)
        {
            var choice = (test + 1) % count;
            var (fit, chosen) = (Images(f => f != test && f != choice), Images(f => f == choice));
            double[] loss = [.. Candidates.Select(l2 => Loss(Fit(fit, l2), embeddings, labels, chosen))];
            for (var c = 0; c < losses.Length; c++)
                losses[c] += loss[c];
            var head = Fit(Images(f => f != test), Candidates[Array.IndexOf(loss, loss.Min())]);
            foreach (var i in Images(f => f == test))
                outOfFold[i] = Probabilities(head, embeddings[i]);
        }
        return new(outOfFold, Candidates[Array.IndexOf(losses, losses.Min())]);
    }

    public static float[] Probabilities(LinearHead head, float[] embedding)
    {
        var probabilities = new float[head.Classes];
        head.Probabilities(embedding, probabilities);
        return probabilities;
    }

    /// <summary>Sum of -ln p of the true class.</summary>
    static double Loss(LinearHead head, IReadOnlyList<float[]> embeddings, IReadOnlyList<int> labels, int[] images) =>
        images.Sum(i => -Math.Log(Math.Max(Probabilities(head, embeddings[i])[labels[i]], 1e-12)));
}
