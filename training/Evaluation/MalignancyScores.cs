using Platform.Shared.Trust;

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
