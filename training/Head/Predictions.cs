using Platform.Shared.Head;

namespace Platform.Training.Head;

/// <summary>What a head says of images whose class is known.</summary>
/// <param name="Truth">class index of each image</param>
/// <param name="Probabilities">[C] of each</param>
/// <param name="Lesions">lesion of each</param>
public sealed record Predictions(
    IReadOnlyList<int> Truth,
    IReadOnlyList<float[]> Probabilities,
    IReadOnlyList<string> Lesions,
    int Classes
)
{
    public static Predictions Of(
        LinearHead head,
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> truth,
        IReadOnlyList<string> lesions
    ) =>
        new(
            truth,
            [
                .. embeddings.Select(e =>
                {
                    var probabilities = new float[head.Classes];
                    head.Probabilities(e, probabilities);
                    return probabilities;
                }),
            ],
            lesions,
            head.Classes
        );

    /// <summary>The first of the most probable classes.</summary>
    public IReadOnlyList<int> Predicted { get; } = [.. Probabilities.Select(p => Array.IndexOf(p, p.Max()))];

    public ConfusionMatrix Confusion => new(Truth, Predicted, Classes);

    /// <param name="rows">of which some come more than once</param>
    public ConfusionMatrix ConfusionOf(IReadOnlyList<int> rows) =>
        new([.. rows.Select(r => Truth[r])], [.. rows.Select(r => Predicted[r])], Classes);

    /// <summary>Class against all others; null where one of the two has no image.</summary>
    public RocCurve? Roc(int of) => RocCurve.Of([.. Probabilities.Select(p => p[of])], [.. Truth.Select(t => t == of)]);

    /// <summary>
    /// 95 % of a figure of the confusion matrix, over resampled lesions; null where there are too few of them.
    /// </summary>
    /// <param name="byClass">the figure is a mean over the classes</param>
    public (double Low, double High)? Interval(Func<ConfusionMatrix, double> figure, int seed, bool byClass = false) =>
        Bootstrap.Interval(Lesions, rows => figure(ConfusionOf(rows)), seed, classes: byClass ? Truth : null);
}
