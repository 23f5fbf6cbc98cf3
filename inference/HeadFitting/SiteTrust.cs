using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Trust;

namespace Platform.Inference.HeadFitting;

/// <summary>
/// What a site's images say of the probabilities of a head that was fitted on them all: by the answers of heads that
/// were each fitted without the image's fold.
/// </summary>
/// <param name="Priors">null where the head is not calibrated</param>
/// <param name="Malignancy">null where there is no score</param>
/// <param name="Notes">why something is missing, in sentences</param>
sealed record SiteTrust(
    CalibrationSpec Calibration,
    PriorSpec? Priors,
    MalignancySpec? Malignancy,
    IReadOnlyList<string> Notes
)
{
    /// <param name="old">the bundle whose head is replaced: what counts as malignant there does so here</param>
    /// <param name="outOfFold">[C] of each image</param>
    public static SiteTrust Of(BundleManifest old, LocalImages images, IReadOnlyList<float[]> outOfFold)
    {
        var (labels, classes) = (images.Labels, images.Classes.Count);
        if (labels.Count < Shared.Trust.Calibration.FewestImages)
            return new(
                CalibrationSpec.None,
                null,
                null,
                [
                    $"The head is not calibrated, and has no score of malignancy: {labels.Count} images, and "
                        + $"{Shared.Trust.Calibration.FewestImages} are needed.",
                ]
            );
        float[][] logits = [.. outOfFold.Select(p => p.Select(v => MathF.Log(Math.Max(v, 1e-12f))).ToArray())];
        var calibration = Shared.Trust.Calibration.Temperature(logits, labels);
        var shares = ClassPriors.Of(labels, classes);
        float[][] training = [.. logits.Select(z => ClassPriors.Adjust(Softened(z, calibration), shares, shares))];
        var (malignancy, note) = Score(old, images, training);
        return new(calibration, new(shares, shares), malignancy, note is null ? [] : [note]);
    }

    static (MalignancySpec? Spec, string? Note) Score(
        BundleManifest old,
        LocalImages images,
        IReadOnlyList<float[]> training
    )
    {
        var before = old.Trust?.Malignancy;
        string[]? known = before is null
            ? null
            : [.. old.Classes.Where((_, c) => before.Malignant[c]).Select(c => c.Code)];
        string[] codes = [.. images.Classes.Select(c => c.Code)];
        if (OperatingPoints.Flags(codes, known) is not { } malignant)
            return (
                null,
                $"There is no score of malignancy: of {string.Join(", ", codes)}, all or none count as malignant."
            );
        var sensitivities = before?.Points.Select(p => p.Sensitivity).ToArray() ?? OperatingPoints.Sensitivities;
        var spec = OperatingPoints.Fit(training, images.Labels, malignant, sensitivities);
        string[] unset =
        [
            .. spec
                .Points.Where(p => p.Threshold == 0)
                .Select(p => FormattableString.Invariant($"{100 * p.Sensitivity:0.#} %")),
        ];
        return (
            spec,
            unset.Length == 0
                ? null
                : $"No threshold of the score of malignancy could be set to find {string.Join(" or ", unset)} of "
                    + $"malignant lesions, because {spec.Images} malignant images are too few: every lesion is above "
                    + "it."
        );
    }

    /// <summary>[C], the probabilities of calibrated logits.</summary>
    static float[] Softened(float[] logits, CalibrationSpec calibration)
    {
        double[] scaled = [.. logits.Select(z => z / calibration.Temperature)];
        double[] e = [.. scaled.Select(z => Math.Exp(z - scaled.Max()))];
        return [.. e.Select(v => (float)(v / e.Sum()))];
    }
}
