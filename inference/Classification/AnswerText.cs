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
    /// <param name="sides">what the thresholds of the score of malignancy say at the site; null for nothing</param>
    public static string Text(
        BundleManifest manifest,
        string image,
        Classified classified,
        IReadOnlyList<SideShares>? sides = null
    )
    {
        var best = classified.Predictions.Take(Shown).Select(p => $"{p.Code} {Text(p.Probability)}");
        return Terminal.Plain($"{image}  {string.Join("  ", best)}{Doubts(manifest, classified.Judgement, sides)}");
    }

    /// <summary>Where the score of malignancy lies; nothing of an image that is unlike the training images.</summary>
    static string Malignancy(BundleManifest manifest, Judgement judgement, IReadOnlyList<SideShares>? at)
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
        return $"  malignancy {Text(malignancy.Score)}{(sides == "" ? "" : $" ({sides})")}{Here(malignancy, at)}";
    }

    /// <summary>How many lesions on this side of each threshold are malignant at the site.</summary>
    static string Here(Malignancy malignancy, IReadOnlyList<SideShares>? sides)
    {
        if (sides is not { Count: > 0 })
            return "";
        var shares = sides.Zip(malignancy.Above, (side, above) => above ? side.Above : side.Below);
        static string Of(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture);
        var parts = shares.Select(s =>
            s is null ? "not known"
            : s is { Low: { } low, High: { } high } ? $"{Of(s.Value)} % [{Of(low)}, {Of(high)}]"
            : $"{Of(s.Value)} %"
        );
        return $"; of such lesions {string.Join(" and ", parts)} are malignant where "
            + $"{Of(sides[0].Prevalence)} % of all are";
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

    static string Doubts(BundleManifest manifest, Judgement judgement, IReadOnlyList<SideShares>? sides) =>
        Malignancy(manifest, judgement, sides)
        + judgement switch
        {
            { Unlike: true } => "  UNLIKE the training images: do not use this answer",
            { Set.Count: > 1 } =>
                $"  uncertain: may be {string.Join(", ", judgement.Set.Select(c => manifest.Classes[c].Code))} "
                    + $"(with {100 * manifest.Trust!.Conformal!.Coverage:0} % coverage)",
            _ => "",
        };

    /// <summary>One JSON object, with every class.</summary>
    /// <param name="sides">what the thresholds of the score of malignancy say at the site; null for nothing</param>
    public static string Json(
        BundleManifest manifest,
        string image,
        Classified classified,
        IReadOnlyList<SideShares>? sides = null
    ) => JsonSerializer.Serialize(Line(manifest, image, classified, sides), Options);

    static object Line(
        BundleManifest manifest,
        string image,
        Classified classified,
        IReadOnlyList<SideShares>? sides
    ) =>
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
                    Points = manifest.Trust!.Malignancy!.Points.Select(
                        (p, i) =>
                            new
                            {
                                p.Sensitivity,
                                p.Threshold,
                                Above = malignancy.Above[i],
                                Predictive = Predictive(sides?[i], malignancy.Above[i]),
                            }
                    ),
                }
                : null,
            BundleName = manifest.Name,
            BundleVersion = manifest.Version,
            manifest.IntendedUse,
        };

    static object? Predictive(SideShares? side, bool above) =>
        (above ? side?.Above : side?.Below) is { } share
            ? new
            {
                Malignant = share.Value,
                share.Low,
                share.High,
                side!.Prevalence,
            }
            : null;
}
