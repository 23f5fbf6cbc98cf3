using Platform.Shared.Head;

namespace Platform.Training.Head;

/// <summary>
/// Fits heads on labelled embeddings and tests each on lesions that it has not seen. A head's fit is convex and starts
/// at zero, so that it has no seed of its own.
/// </summary>
/// <param name="embeddings">[F] for each labelled image, in its order</param>
/// <param name="weights">that heads are fitted with</param>
public sealed class HeadEvaluation(
    IReadOnlyList<float[]> embeddings,
    LabelledImages images,
    int classes,
    ClassWeights weights = ClassWeights.None
)
{
    /// <summary>On the data folder's own split.</summary>
    /// <param name="fit">the training images to fit on</param>
    public (LinearHead Head, Predictions Test) FitAndTest(IReadOnlyList<int> fit, float l2) =>
        FitAndTest(fit, images.Test, l2);

    public float ChooseL2(IReadOnlyList<int> fit, int seed, Action<int>? report = null) =>
        L2Choice.Of(
            At(embeddings, fit),
            At(images.Labels, fit),
            At(images.Lesions, fit),
            classes,
            seed,
            report,
            weights
        );

    /// <summary>
    /// For an encoder that learnt the labels of <paramref name="fit"/>: a part of them would be told apart too well,
    /// and the least regular head would win.
    /// </summary>
    /// <param name="kept">images whose labels it did not learn</param>
    public float ChooseL2By(IReadOnlyList<int> kept, IReadOnlyList<int> fit, Action<int>? report = null) =>
        L2Choice.Of(embeddings, images.Labels, fit, kept, classes, calibrated: true, report, weights);

    /// <summary>On other splits of the same size by lesion, whose seeds follow <paramref name="seed"/>.</summary>
    /// <param name="labels">how many training images each may use; null for all</param>
    /// <remarks>
    /// The encoder may have seen the images that these hold out, without their labels: for the spread between splits,
    /// not for the figure.
    /// </remarks>
    public IReadOnlyList<ConfusionMatrix> Resplit(
        int splits,
        int? labels,
        float l2,
        int seed,
        Action<int>? report = null
    ) =>
        [
            .. Enumerable
                .Range(1, splits)
                .Select(i =>
                {
                    var (fit, held) = LesionSplit.Of(
                        images.Labels,
                        images.Lesions,
                        images.Test.Length / (double)images.Rows.Length,
                        seed + i
                    );
                    if (labels < fit.Length)
                        fit =
                        [
                            .. LesionSplit
                                .Some(At(images.Labels, fit), At(images.Lesions, fit), labels.Value, seed + i)
                                .Select(f => fit[f]),
                        ];
                    var confusion = FitAndTest(fit, held, l2).Test.Confusion;
                    report?.Invoke(i);
                    return confusion;
                }),
        ];

    /// <summary>Weighted nearest neighbours on the data folder's own split.</summary>
    public ConfusionMatrix NearestNeighbours(IReadOnlyList<int> fit) =>
        new(
            images.TestLabels,
            new WeightedKnn().Predict(
                At(embeddings, fit),
                At(images.Labels, fit),
                At(embeddings, images.Test),
                classes
            ),
            classes
        );

    (LinearHead Head, Predictions Test) FitAndTest(IReadOnlyList<int> fit, IReadOnlyList<int> held, float l2)
    {
        var labels = At(images.Labels, fit);
        var head = LinearHead.Fit(
            At(embeddings, fit),
            labels,
            classes,
            l2,
            ClassWeighting.Of(weights, labels, classes)
        );
        return (head, Predictions.Of(head, At(embeddings, held), At(images.Labels, held), At(images.Lesions, held)));
    }

    static T[] At<T>(IReadOnlyList<T> all, IReadOnlyList<int> indices) => [.. indices.Select(i => all[i])];
}
