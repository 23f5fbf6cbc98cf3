using Platform.Shared.Head;
using Platform.Shared.Trust;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>Labelled images with what a model says of them, before calibration and after.</summary>
/// <param name="Classes">codes</param>
/// <param name="Distances">from the training images; null where the model measures none</param>
/// <param name="Sets">prediction sets; null where the model has none</param>
/// <param name="Priors">the answers for other class shares, by name; none where the model does not say for which its
/// own are</param>
/// <param name="Malignancy">scores; null where the model has none</param>
public sealed record Cases(
    IReadOnlyList<string> Classes,
    Predictions Before,
    Predictions After,
    IReadOnlyList<double>? Distances,
    IReadOnlyList<IReadOnlyList<int>>? Sets,
    IReadOnlyList<(string Name, Predictions Answers)> Priors,
    MalignancyScores? Malignancy
)
{
    public int Count => After.Truth.Count;

    /// <param name="raw">the head without its calibration</param>
    /// <param name="classOf">
    /// class of the answer for each of the head's classes; several may lead to one, and their probabilities add up
    /// </param>
    /// <param name="truth">class of the answer for each image</param>
    public static Cases Of(
        LinearHead raw,
        LinearHead calibrated,
        TrustSpec? trust,
        EmbeddingDensity? density,
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<string> classes,
        IReadOnlyList<int> classOf,
        IReadOnlyList<int> truth,
        IReadOnlyList<string> lesions
    )
    {
        var after = embeddings.Select(e => Judgement.Of(calibrated, trust, density, e)).ToArray();
        Predictions Joined(IEnumerable<float[]> probabilities) =>
            new(
                truth,
                [
                    .. probabilities.Select(p =>
                    {
                        var joined = new float[classes.Count];
                        for (var c = 0; c < p.Length; c++)
                            joined[classOf[c]] += p[c];
                        return joined;
                    }),
                ],
                lesions,
                classes.Count
            );
        return new(
            classes,
            Joined(embeddings.Select(e => Judgement.Of(raw, null, null, e).Probabilities)),
            Joined(after.Select(a => a.Probabilities)),
            density is null ? null : [.. after.Select(a => a.Distance!.Value)],
            trust?.Conformal is null
                ? null
                : [.. after.Select(a => (IReadOnlyList<int>)[.. a.Set!.Select(c => classOf[c]).Distinct()])],
            trust?.Priors is null
                ? []
                :
                [
                    (PriorFigures.Training, Joined(after.Select(a => a.Training!))),
                    (PriorFigures.Uniform, Joined(after.Select(a => a.Uniform!))),
                ],
            trust?.Malignancy is { } malignancy
                ? MalignancyScores.Of([.. after.Select(a => a.Malignancy!.Score)], malignancy, classOf, truth)
                : null
        );
    }
}
