using Platform.Shared.Head;
using Platform.Shared.Trust;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>
/// What a head's calibration images say of it: how far to believe its probabilities, which classes to leave open, what
/// is unlike the training images.
/// </summary>
/// <param name="Images">calibration images</param>
public sealed record TrustFit(CalibrationSpec Calibration, TrustSpec Trust, int Images)
{
    /// <summary>A head that was not calibrated.</summary>
    public static readonly TrustFit None = new(new(1), new(), 0);

    /// <param name="head">as fitted</param>
    /// <param name="fitted">class shares that it was fitted with</param>
    /// <param name="classes">codes</param>
    /// <param name="density">of the embeddings that the head was fitted on</param>
    /// <param name="embeddings">of the calibration images, which neither head nor density has seen</param>
    public static TrustFit Of(
        LinearHead head,
        FittedShares fitted,
        IReadOnlyList<string> classes,
        EmbeddingDensity density,
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        TrustOptions options
    )
    {
        var probabilities = ProbabilityFit.Of(head, fitted, classes, embeddings, labels, lesions, options);
        var calibrated = head.Calibrated(probabilities.Calibration);
        var answers = embeddings.Select(e => Judgement.Of(calibrated, null, null, e).Probabilities).ToArray();
        var distances = embeddings.Select(e => density.Distance(e)).Order().ToArray();
        var threshold = distances[
            Math.Min(distances.Length - 1, (int)Math.Ceiling((1 - options.FalseRejection) * distances.Length) - 1)
        ];
        return new(
            probabilities.Calibration,
            probabilities.Trust with
            {
                Conformal = ConformalSets.Fit(answers, labels, options.Coverage, options.ByClass),
                Unlike = new(EmbeddingDensity.Measure, threshold, options.FalseRejection, distances.Length),
            },
            labels.Count
        );
    }
}
