using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Head;

namespace Platform.Training.Ssl.Probe;

/// <summary>
/// The images of a probe: labelled photographs of training lesions, some to fit on and others to score on. Held-out
/// lesions are not among them.
/// </summary>
/// <param name="Fit">rows of the data folder</param>
/// <param name="Score">rows of the data folder, of other lesions</param>
/// <param name="Labels">class of each row of the folder</param>
/// <param name="Lesions">lesion of each row of the folder</param>
/// <param name="Classes">their number</param>
public sealed record ProbeImages(
    int[] Fit,
    int[] Score,
    IReadOnlyList<int> Labels,
    IReadOnlyList<string> Lesions,
    int Classes
)
{
    /// <summary>So few that a probe takes no longer than a few steps.</summary>
    const int MostToFit = 1000,
        MostToScore = 1000;

    const double ScoreShare = 0.25;

    /// <summary>Of the choice of lesions: the same whatever the run's, so that runs can be compared.</summary>
    const int Seed = 0;

    /// <param name="learnt">
    /// which labels the encoder learns; null for none. It is scored on those alone that are kept from it.
    /// </param>
    /// <exception cref="InputException">The folder has no labels to judge by, or none are left to score on.</exception>
    public static ProbeImages Of(DataFolder folder, string path, LabelUse? learnt)
    {
        var images = LabelledImages.Of(folder, path);
        var (fit, score) = (learnt ?? new LabelUse(null, ScoreShare, Seed)).Split(images);
        if (score.Length == 0)
            throw new InputException(
                learnt is null
                    ? $"{path}: too few labelled training lesions to score on some of them"
                    : "the encoder learns all labels of the training lesions, and none are kept to score it on; give a "
                        + "--calibration"
            );
        return new(
            Rows(images, fit, MostToFit),
            Rows(images, score, MostToScore),
            folder.Labels,
            [.. folder.Rows.Select(r => r.Lesion)],
            folder.Classes.Count
        );
    }

    /// <summary>Of positions, or of so many of them, classes in proportion.</summary>
    static int[] Rows(LabelledImages images, int[] positions, int most)
    {
        int[] some =
            positions.Length <= most
                ? positions
                :
                [
                    .. LesionSplit
                        .Some(
                            [.. positions.Select(p => images.Labels[p])],
                            [.. positions.Select(p => images.Lesions[p])],
                            most,
                            Seed
                        )
                        .Select(i => positions[i]),
                ];
        return [.. some.Select(p => images.Rows[p])];
    }
}
