using Platform.Shared.Trust;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>Scores of malignancy of labelled images.</summary>
/// <param name="Scores">0 to 1, of each image</param>
/// <param name="Malignant">whether the image is of a malignant class</param>
/// <param name="Points">thresholds, set on other images</param>
public sealed record MalignancyScores(
    IReadOnlyList<double> Scores,
    IReadOnlyList<bool> Malignant,
    IReadOnlyList<OperatingPoint> Points
)
{
    /// <summary>1 for malignant and 0 for others: drawn within both, no resample lacks one.</summary>
    public IReadOnlyList<int> Strata { get; } = [.. Malignant.Select(m => m ? 1 : 0)];

    /// <param name="rows">of which some come more than once</param>
    /// <returns>null where all or none of them are malignant</returns>
    public RocCurve? Roc(IReadOnlyList<int> rows) =>
        RocCurve.Of([.. rows.Select(r => (float)Scores[r])], [.. rows.Select(r => Malignant[r])]);

    /// <param name="classOf">class of the answer for each of the head's classes</param>
    /// <param name="truth">class of the answer for each image</param>
    public static MalignancyScores Of(
        IReadOnlyList<double> scores,
        MalignancySpec spec,
        IReadOnlyList<int> classOf,
        IReadOnlyList<int> truth
    )
    {
        var malignant = classOf.Where((_, c) => spec.Malignant[c]).ToHashSet();
        return new(scores, [.. truth.Select(malignant.Contains)], spec.Points);
    }
}
