using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.CommandLine;
using Platform.Shared.Bundles;
using Platform.Shared.Trust;

namespace Platform.Inference.Classification;

/// <summary>An answer as a line of text or of JSON.</summary>
static class AnswerText
{
    const int Shown = 3;
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One line, whatever the file's name.</summary>
    public static string Text(BundleManifest manifest, string image, Classified classified)
    {
        var best = classified.Predictions.Take(Shown).Select(p => $"{p.Code} {Text(p.Probability)}");
        return Terminal.Plain($"{image}  {string.Join("  ", best)}{Doubts(manifest, classified.Judgement)}");
    }

    /// <summary>Where the score of malignancy lies; nothing of an image that is unlike the training images.</summary>
    static string Malignancy(BundleManifest manifest, Judgement judgement)
    {
        if (judgement is not { Malignancy: { } malignancy, Unlike: not true })
            return "";
        var points = manifest.Trust!.Malignancy!.Points.Zip(malignancy.Above).ToLookup(p => p.Second, p => p.First);
        string Side(bool above) =>
            points[above].Any()
                ? $"{(above ? "at or above" : "below")} the threshold for "
                    + $"{string.Join(" and ", points[above].Select(p => $"{100 * p.Sensitivity:0.#} %"))} sensitivity"
                : "";
        var sides = string.Join(", ", new[] { Side(true), Side(false) }.Where(s => s != ""));
        return $"  malignancy {Text(malignancy.Score)}{(sides == "" ? "" : $" ({sides})")}";
    }

    /// <summary>
    /// A probability of the model is never 0 or 1: what rounding would make so says on which side it is.
    /// </summary>
    public static string Text(double probability)
    {
        var text = probability.ToString("0.0000", CultureInfo.InvariantCulture);
        return text switch
        {
            "0.0000" => "<0.0001",
            "1.0000" => ">0.9999",
            _ => text,
        };
    }

    static string Doubts(BundleManifest manifest, Judgement judgement) =>
        Malignancy(manifest, judgement)
        + judgement switch
        {
            { Unlike: true } => "  UNLIKE the training images: do not use this answer",
            { Set.Count: > 1 } =>
                $"  uncertain: may be {string.Join(", ", judgement.Set.Select(c => manifest.Classes[c].Code))} "
                    + $"(with {100 * manifest.Trust!.Conformal!.Coverage:0} % coverage)",
            _ => "",
        };

    /// <summary>One JSON object, with every class.</summary>
    public static string Json(BundleManifest manifest, string image, Classified classified) =>
        JsonSerializer.Serialize(Line(manifest, image, classified), Options);

    static object Line(BundleManifest manifest, string image, Classified classified) =>
        new
        {
            Image = image,
            TopClass = classified.Predictions[0].Code,
            classified.Predictions,
            UnlikeTraining = classified.Judgement.Unlike is { } unlike
                ? new
                {
                    classified.Judgement.Distance,
                    manifest.Trust!.Unlike!.Threshold,
                    manifest.Trust.Unlike.FalseRejection,
                    Unlike = unlike,
                }
                : null,
            PredictionSet = classified.Judgement.Set is { } set
                ? new
                {
                    Codes = set.Select(c => manifest.Classes[c].Code),
                    manifest.Trust!.Conformal!.Coverage,
                    manifest.Trust.Conformal.ByClass,
                }
                : null,
            Prior = classified.Prior?.ToString().ToLowerInvariant(),
            Malignancy = classified.Judgement.Malignancy is { } malignancy
                ? new
                {
                    malignancy.Score,
                    Points = manifest.Trust!.Malignancy!.Points.Zip(
                        malignancy.Above,
                        (p, above) =>
                            new
                            {
                                p.Sensitivity,
                                p.Threshold,
                                Above = above,
                            }
                    ),
                }
                : null,
            BundleName = manifest.Name,
            BundleVersion = manifest.Version,
            manifest.IntendedUse,
        };
}
