using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Shared.Bundles;

/// <summary>What a model card says of how far answers can be believed, and for which class shares they are.</summary>
static class ModelCardTrust
{
    public static void Calibration(StringBuilder card, BundleManifest manifest)
    {
        var c = manifest.Calibration;
        card.Append(
            CultureInfo.InvariantCulture,
            $"\n## Calibration\n\nTemperature "
                + $"{c.Temperature}{(c.Scale is null ? "" : ", and a scale and a shift for each class")}; folded "
                + $"into every answer.\n"
        );
        ModelCard.Section(
            card,
            "Calibration on held-out images",
            ["", "before", "after"],
            manifest.Evaluation is not { } e
                ? []
                : new[]
                {
                    ("expected calibration error", "error"),
                    ("with bins of equal counts", "equal_mass_error"),
                    ("Brier score", "brier"),
                    ("log loss", "log_loss"),
                }.Select(row =>
                    new[]
                    {
                        row.Item1,
                        e.GetProperty("before_calibration").Number(row.Item2),
                        e.GetProperty("after_calibration").Number(row.Item2),
                    }
                ),
            DataSheet.NotMeasured
        );
    }

    public static void Limits(StringBuilder card, BundleManifest manifest)
    {
        var (e, trust) = (manifest.Evaluation, manifest.Trust);
        card.Append("\n## What it does not know\n\n");
        card.Append(
            trust?.Unlike is { } unlike
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"- Unlike the training images: a {unlike.Measure} distance above {unlike.Threshold:0.###}, set "
                        + $"to reject {100 * unlike.FalseRejection:0.#} % of images like them on {unlike.Images} "
                        + $"calibration images; of held-out images it rejects "
                        + $"{e?.At("unlike")?.Share("rejected") ?? DataSheet.NotMeasured}.\n"
                )
                : $"- Unlike the training images: {DataSheet.NotMeasured}.\n"
        );
        card.Append(
            trust?.Conformal is { } sets
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"- Prediction sets: promised {100 * sets.Coverage:0.#} "
                        + $"%{(sets.ByClass ? " of each class" : "")} on {sets.Images} calibration images; on "
                        + $"held-out images {e?.At("sets")?.Share("coverage") ?? DataSheet.NotMeasured}.\n"
                )
                : $"- Prediction sets: {DataSheet.NotMeasured}.\n"
        );
    }

    public static void Priors(StringBuilder card, BundleManifest manifest)
    {
        ModelCard.Section(
            card,
            "For which class shares",
            ["class shares", "accuracy", "balanced accuracy"],
            manifest
                .Evaluation?.At("priors")
                ?.EnumerateArray()
                .Select(p => new[] { p.Text("prior"), p.Share("accuracy"), p.Share("balanced_accuracy") })
                ?? [],
            DataSheet.NotMeasured
        );
        if (manifest.Trust?.Priors is not { } priors)
            return;
        var answer = priors.Answer.SequenceEqual(priors.Training)
            ? "`training`"
            : $"other shares ({Shares(manifest, priors.Answer)})";
        card.Append(
            CultureInfo.InvariantCulture,
            $"\n`training`: the shares of the training images ({Shares(manifest, priors.Training)}). "
                + $"`uniform`: all classes equally frequent. The bundle answers for {answer} unless it is asked for "
                + $"one of them.\n"
        );
        if (priors is { Aim: { } aim, Exponent: { } exponent })
            card.Append(
                CultureInfo.InvariantCulture,
                $"\nThese shares were chosen on calibration images for {aim}: exponent {exponent:0.##}, where 0 stays "
                    + $"at the training images' shares.\n"
            );
    }

    static string Shares(BundleManifest manifest, IReadOnlyList<double> shares) =>
        string.Join(
            ", ",
            manifest.Classes.Zip(
                shares,
                (c, share) => string.Create(CultureInfo.InvariantCulture, $"{c.Code} {100 * share:0.0} %")
            )
        );

    public static void Malignancy(StringBuilder card, BundleManifest manifest)
    {
        var measured = manifest.Evaluation?.At("malignancy");
        var spec = manifest.Trust?.Malignancy;
        ModelCard.Section(
            card,
            "Score of malignancy",
            [
                "sensitivity the threshold was set for",
                "threshold",
                "sensitivity",
                "specificity",
                "malignant, of those above",
                "not malignant, of those below",
            ],
            spec is null
                ? []
                : spec.Points.Zip(
                    measured?.GetProperty("points").EnumerateArray().Select(p => (JsonElement?)p)
                        ?? spec.Points.Select(_ => default(JsonElement?)),
                    (point, figures) =>
                        new[]
                        {
                            string.Create(CultureInfo.InvariantCulture, $"{100 * point.Sensitivity:0.#} %"),
                            string.Create(CultureInfo.InvariantCulture, $"{point.Threshold:0.0000}"),
                            figures?.Share("sensitivity") ?? DataSheet.NotMeasured,
                            figures?.Share("specificity") ?? DataSheet.NotMeasured,
                            figures?.Share("positive") ?? DataSheet.NotMeasured,
                            figures?.Share("negative") ?? DataSheet.NotMeasured,
                        }
                ),
            DataSheet.NotMeasured
        );
        if (spec is null)
            return;
        var malignant = manifest.Classes.Where((_, c) => spec.Malignant[c]).Select(c => c.Code);
        card.Append(
            CultureInfo.InvariantCulture,
            $"\nThe sum of the probabilities of {string.Join(", ", malignant)}, at the class shares of the training "
                + $"images. Thresholds were set on {spec.Images} malignant calibration images. "
        );
        card.Append(
            measured is { } m
                ? $"They were measured on held-out lesions; area under the curve {m.Number("area")}."
                    + (
                        m.At("prevalence") is { } p
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $" The last two columns are for a place where {100 * p.GetDouble():0.##} % of the "
                                    + $"lesions are malignant, as among those."
                            )
                            : ""
                    )
                : "They were not measured on other lesions."
        );
        card.Append(
            " The score says nothing of what the model has not seen, and replaces neither the list of diagnoses nor a "
                + "biopsy.\n"
        );
    }
}
