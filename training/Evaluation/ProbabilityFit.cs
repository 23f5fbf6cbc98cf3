using Platform.Shared.Head;
using Platform.Shared.Trust;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>
/// What a head's calibration images say of its probabilities: how far to believe them, for which class shares they are,
/// and where a score of malignancy is cut.
/// </summary>
public sealed record ProbabilityFit(CalibrationSpec Calibration, PriorSpec Priors, MalignancySpec? Malignancy)
{
    const int Folds = 5;

    /// <summary>What answers need of a bundle's trust.</summary>
    public TrustSpec Trust => new() { Priors = Priors, Malignancy = Malignancy };

    /// <param name="head">as fitted</param>
    /// <param name="fitted">class shares that it was fitted with</param>
    /// <param name="classes">codes</param>
    /// <param name="embeddings">of the calibration images, which the head has not seen</param>
    public static ProbabilityFit Of(
        LinearHead head,
        FittedShares fitted,
        IReadOnlyList<string> classes,
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        TrustOptions options
    )
    {
        var calibration = Scale(
            [.. embeddings.Select(e => Shared.Trust.Calibration.Logits(head, e))],
            labels,
            lesions,
            options.Scaling,
            fitted.Shift
        );
        // For the shares of the images, which the calibration images have too.
        var calibrated = head.Calibrated(calibration);
        float[][] answers = [.. embeddings.Select(e => Judgement.Of(calibrated, null, null, e).Probabilities)];
        var priors = options.Aim is { } aim
            ? PriorChoice.Of(aim, answers, labels, fitted.Images, classes)
            : new PriorSpec(fitted.Images, options.Prior.Answer(fitted.Images, classes));
        calibration = calibration.For(priors.Training, priors.Answer);
        if (options.MalignantOf(classes) is not { } malignant)
            return new(calibration, priors, null);
        var (said, trust) = (head.Calibrated(calibration), new TrustSpec { Priors = priors });
        var training = embeddings.Select(e => Judgement.Of(said, trust, null, e).Training!);
        return new(calibration, priors, OperatingPoints.Fit([.. training], labels, malignant, options.Sensitivities));
    }

    /// <summary>
    /// Vector scaling only where it does not worsen the log loss of lesions that it was not fitted on.
    /// </summary>
    static CalibrationSpec Scale(
        float[][] logits,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        Scaling scaling,
        IReadOnlyList<double>? shift
    )
    {
        CalibrationSpec Temperature(float[][] z, IReadOnlyList<int> y) =>
            Shared.Trust.Calibration.Temperature(z, y, shift);
        CalibrationSpec Vector(float[][] z, IReadOnlyList<int> y) => Shared.Trust.Calibration.Vector(z, y, shift);
        var temperature = Temperature(logits, labels);
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
        return Loss(Vector) <= Loss(Temperature) ? Vector(logits, labels) : temperature;
    }
}
