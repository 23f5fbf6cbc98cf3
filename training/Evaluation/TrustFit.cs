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
    const int Folds = 5;

    /// <summary>A head that was not calibrated.</summary>
    public static readonly TrustFit None = new(new(1), new(), 0);

    /// <param name="head">as fitted</param>
    /// <param name="fitted">labels of the images that it was fitted on</param>
    /// <param name="classes">codes</param>
    /// <param name="density">of the embeddings that the head was fitted on</param>
    /// <param name="embeddings">of the calibration images, which neither head nor density has seen</param>
    public static TrustFit Of(
        LinearHead head,
        IReadOnlyList<int> fitted,
        IReadOnlyList<string> classes,
        EmbeddingDensity density,
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        TrustOptions options
    )
    {
        var shares = ClassPriors.Of(fitted, classes.Count);
        var priors = new PriorSpec(shares, options.Prior.Answer(shares, classes));
        var calibration = Scale(
                [.. embeddings.Select(e => Shared.Trust.Calibration.Logits(head, e))],
                labels,
                lesions,
                options.Scaling
            )
            .For(priors.Training, priors.Answer);
        var calibrated = head.Calibrated(calibration);
        var answers = embeddings.Select(e => Judgement.Of(calibrated, new() { Priors = priors }, null, e)).ToArray();
        var probabilities = answers.Select(a => a.Probabilities).ToArray();
        var distances = embeddings.Select(e => density.Distance(e)).Order().ToArray();
        var threshold = distances[
            Math.Min(distances.Length - 1, (int)Math.Ceiling((1 - options.FalseRejection) * distances.Length) - 1)
        ];
        return new(
            calibration,
            new()
            {
                Conformal = ConformalSets.Fit(probabilities, labels, options.Coverage, options.ByClass),
                Unlike = new(EmbeddingDensity.Measure, threshold, options.FalseRejection, distances.Length),
                Priors = priors,
                Malignancy = options.MalignantOf(classes) is { } malignant
                    ? Malignancy([.. answers.Select(a => a.Training!)], labels, malignant, options.Sensitivities)
                    : null,
            },
            labels.Count
        );
    }

    static MalignancySpec Malignancy(
        IReadOnlyList<float[]> probabilities,
        IReadOnlyList<int> labels,
        IReadOnlyList<bool> malignant,
        IReadOnlyList<double> sensitivities
    ) =>
        new(
            malignant,
            OperatingPoints.Fit(
                [.. probabilities.Select(p => OperatingPoints.Score(p, malignant))],
                [.. labels.Select(l => malignant[l])],
                sensitivities
            ),
            labels.Count(l => malignant[l])
        );

    /// <summary>
    /// Vector scaling only where it does not worsen the log loss of lesions that it was not fitted on.
    /// </summary>
    static CalibrationSpec Scale(
        float[][] logits,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        Scaling scaling
    )
    {
        var temperature = Shared.Trust.Calibration.Temperature(logits, labels);
        if (scaling == Scaling.Temperature)
            return temperature;
        var folds = lesions
            .Distinct()
            .Select((lesion, i) => (lesion, i % Folds))
            .ToDictionary(l => l.lesion, l => l.Item2);
        double Loss(Func<float[][], int[], CalibrationSpec> fit) =>
            Enumerable
                .Range(0, Folds)
                .Sum(fold =>
                {
                    int[] Rows(bool held) =>
                        [.. Enumerable.Range(0, labels.Count).Where(i => folds[lesions[i]] == fold == held)];
                    T[] At<T>(IReadOnlyList<T> all, int[] rows) => [.. rows.Select(r => all[r])];
                    var (held, fitted) = (Rows(true), Rows(false));
                    return held.Length == 0
                        ? 0
                        : held.Length
                            * Shared.Trust.Calibration.NegativeLogLikelihood(
                                At(logits, held),
                                At(labels, held),
                                fit(At(logits, fitted), At(labels, fitted))
                            );
                });
        return Loss((z, y) => Shared.Trust.Calibration.Vector(z, y)) <= Loss(Shared.Trust.Calibration.Temperature)
            ? Shared.Trust.Calibration.Vector(logits, labels)
            : temperature;
    }
}
