using System.Globalization;
using System.Net;
using System.Text;
using Platform.Shared.Bundles;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>An evaluation as one page that needs nothing beside it.</summary>
public sealed class HtmlReport
{
    const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
        + "1rem;color:#1a1a1a}table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}"
        + "th,td{padding:.25rem .75rem;border-bottom:1px solid "
        + "#ddd;text-align:right}th:first-child,td:first-child{text-align:left}img{max-width:100%}"
        + ".note{color:#555;font-size:.9rem}.few td{color:#888}h2{margin-top:2.5rem}";
    readonly StringBuilder body = new();
    readonly Dictionary<string, byte[]> charts;

    HtmlReport(IReadOnlyList<(string Name, byte[] Png)> charts) =>
        this.charts = charts.ToDictionary(c => c.Name, c => c.Png);

    public static string Write(EvaluationResult r, IReadOnlyList<(string Name, byte[] Png)> charts)
    {
        var page = new HtmlReport(charts);
        page.Summary(r);
        page.Baselines(r);
        page.Priors(r);
        page.Malignancy(r);
        page.Calibration(r);
        page.Doubt(r);
        page.Groups(r);
        page.Worse(r);
        var title = Text($"{r.Bundle ?? "model"} on {r.Dataset}, {r.Split}");
        return $"<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
            + $"content=\"width=device-width\"><title>{title}</title><style>{Style}</style>\n<h1>{title}</h1>\n"
            + $"<p><strong>{Text(BundleManifest.ResearchUseOnly)}</strong></p>\n{page.body}</html>\n";
    }

    void Summary(EvaluationResult r)
    {
        Paragraph(
            $"{r.Images:N0} images of {r.Lesions:N0} lesions; data manifest {r.ManifestSha256[..12]}. "
                + r.HeldOut switch
                {
                    true => "The model was kept from these lesions.",
                    false => "The model was trained on these images: the figures flatter it.",
                    null =>
                        "These are not the data that the model was trained on, or not as they were then; whether it "
                            + "has seen some of them is not known.",
                }
                + " Brackets are 95 % intervals over 1,000 resamplings of lesions, for balanced accuracy within "
                + "each class; "
                + $"withheld where fewer than {Bootstrap.FewestLesions} lesions, of all or of a class, would give one."
        );
        Table(
            ["", "value"],
            [
                ["accuracy", Share(r.Accuracy)],
                ["balanced accuracy", Share(r.BalancedAccuracy)],
            ]
        );
        Image("confusion", "Confusion matrix");
    }

    void Baselines(EvaluationResult r)
    {
        if (r.Baselines.Count > 0)
        {
            Heading("Beside encoders that learnt nothing of these data");
            Table(BaselineTable.Columns, [.. BaselineTable.Rows(r)]);
            Note(
                "Heads fitted and calibrated on the same images by the same rules, when the model's head was made. "
                    + "A difference is in points, over the same lesions in each resample."
            );
        }
        if (BaselineTable.Missing(r) is { } missing)
            Note(missing);
    }

    void Priors(EvaluationResult r)
    {
        if (r.Priors.Count == 0)
            return;
        Heading("For which class shares?");
        Table(
            ["class shares", "accuracy", "balanced accuracy"],
            [
                [$"those that the model answers for{Chosen(r)}", Share(r.Accuracy), Share(r.BalancedAccuracy)],
                .. r.Priors.Select(p =>
                    new[]
                    {
                        p.Prior == PriorFigures.Training
                            ? "those of the training images"
                            : "classes that are equally frequent",
                        Share(p.Accuracy),
                        Share(p.BalancedAccuracy),
                    }
                ),
            ]
        );
    }

    static string Chosen(EvaluationResult r) =>
        r is { Aim: { } aim, Exponent: { } exponent }
            ? $", chosen on calibration images for {aim}: exponent {Fixed(exponent, "0.##")}"
            : "";

    void Malignancy(EvaluationResult r)
    {
        if (r.Malignancy is not { } malignancy)
            return;
        Heading("Does it find the malignant lesions?");
        Paragraph(
            $"{malignancy.Images:N0} of these images, of {malignancy.Lesions:N0} lesions, are of malignant classes. "
                + $"The score is the sum of their probabilities; area under its curve: {Number(malignancy.Area)}."
        );
        Table(
            [
                "sensitivity the threshold was set for",
                "threshold",
                "sensitivity here",
                "specificity here",
                "malignant, of those above",
                "not malignant, of those below",
            ],
            [
                .. malignancy.Points.Select(p =>
                    new[]
                    {
                        Fixed(100 * p.Stated, "0.#") + " %",
                        Fixed(p.Threshold, "0.0000"),
                        Share(p.Sensitivity),
                        Share(p.Specificity),
                        Share(p.Positive),
                        Share(p.Negative),
                    }
                ),
            ]
        );
        if (malignancy.Prevalence is { } prevalence)
            Note(
                $"The last two columns are for a place where {Fixed(100 * prevalence, "0.##")} % of the lesions are "
                    + $"malignant, {(malignancy.PrevalenceStated ? "as was stated" : "as among these images")}; where "
                    + "they are rarer, fewer of those above are. Their bounds are those of both shares at once."
            );
        Image("malignancy", "Sensitivity against the share of false alarms");
    }

    void Calibration(EvaluationResult r)
    {
        Heading("Do the probabilities mean what they say?");
        var (b, a) = (r.BeforeCalibration, r.AfterCalibration);
        Table(
            ["", "before calibration", "after"],
            [
                ["expected calibration error, 15 equal bins", Number(b.Error), Number(a.Error)],
                ["the same, bins of equal counts", Number(b.EqualMassError), Number(a.EqualMassError)],
                ["error of perfectly calibrated answers, on as many images", Number(b.Floor), Number(a.Floor)],
                ["Brier score", Number(b.Brier), Number(a.Brier)],
                ["log loss", Number(b.LogLoss), Number(a.LogLoss)],
            ]
        );
        Image("reliability", "Reliability diagram");
    }

    void Doubt(EvaluationResult r)
    {
        Heading("Does it know what it does not know?");
        if (r.Sets is { } sets)
        {
            Paragraph(
                $"Prediction sets promise to hold the true class for {100 * sets.Stated:0} % of images. They do for "
                    + $"{Share(sets.Coverage)}; a set holds {sets.Size:0.00} classes on average, the most probable "
                    + $"class alone for {100 * sets.Single:0} % of images."
            );
            Table(
                ["class", "images", "coverage", "classes in a set"],
                [
                    .. sets.ByClass.Select(c =>
                        new[]
                        {
                            c.Class,
                            $"{c.Images:N0}",
                            Share(c.Coverage),
                            c.Size is { } size ? Fixed(size, "0.00") : "not measured",
                        }
                    ),
                ]
            );
            Image("coverage", "Coverage by class");
        }
        else
            Paragraph("Prediction sets: the model has none.");
        Paragraph(
            $"When the least certain fifth is withheld, {100 * r.Risk.AtEighty:0.0} % of the answers are wrong; "
                + $"over all images {100 * (1 - r.Accuracy.Value):0.0} %. Area under the curve: "
                + $"{Fixed(r.Risk.Area, "0.000")}."
        );
        Image("risk", "Risk against coverage");
        if (r.Unlike is { } unlike)
            Paragraph(
                $"Unlike the training images: the threshold was set to reject {100 * unlike.StatedRejection:0.#} % "
                    + $"of images like them; here it rejects {Share(unlike.Rejected)} ({Text(unlike.Measure)} "
                    + $"distance above {Fixed(unlike.Threshold, "0.000")})."
            );
        else
            Paragraph("Unlike the training images: the model does not measure it.");
        if (r.Strange.Count > 0)
        {
            Table(
                ["images", "kind", "number", "accepted", "rejected", "AUC against these data"],
                [
                    .. r.Strange.Select(s =>
                        new[]
                        {
                            s.Name,
                            s.Kind,
                            $"{s.Images:N0}",
                            Fixed(100 * s.Accepted, "0.0") + " %",
                            Fixed(100 * (1 - s.Accepted), "0.0") + " %",
                            Fixed(s.Area, "0.000"),
                        }
                    ),
                ]
            );
            Image("strange", "Share accepted by kind of picture");
        }
    }

    void Groups(EvaluationResult r)
    {
        if (r.Subgroups.Count == 0)
            return;
        Heading("For whom?");
        foreach (var dimension in r.Subgroups.GroupBy(s => s.Dimension))
        {
            body.Append(CultureInfo.InvariantCulture, $"<h3>{Text(dimension.Key)}</h3>\n");
            Table(
                [
                    dimension.Key,
                    "images",
                    "lesions",
                    "accuracy",
                    "balanced accuracy",
                    "calibration error",
                    "set coverage",
                ],
                [
                    .. dimension.Select(s =>
                        new[]
                        {
                            s.Group + (s.Few ? " (few)" : ""),
                            $"{s.Images:N0}",
                            $"{s.Lesions:N0}",
                            Share(s.Accuracy),
                            Share(s.BalancedAccuracy),
                            Number(s.CalibrationError),
                            Share(s.Coverage),
                        }
                    ),
                ],
                [.. dimension.Select(s => s.Few)]
            );
            Image(
                charts.Keys.First(k =>
                    k.StartsWith($"subgroup-{dimension.Key.Split(' ')[0]}", StringComparison.Ordinal)
                ),
                $"By {dimension.Key}"
            );
        }
        Note(
            $"Grey rows have fewer than {Subgroups.Few} images: too few to speak of. Balanced accuracy is over the "
                + $"classes that the group has. The skin tone is estimated from the picture (individual typology "
                + $"angle of the border); "
                + "cameras, lamps and tans are not accounted for, so that it is no Fitzpatrick type and no "
                + "statement on a person."
        );
    }

    void Worse(EvaluationResult r)
    {
        if (r.Degraded.Count == 0)
            return;
        Heading("Worse pictures");
        Table(
            [
                "degradation",
                "level",
                "accuracy",
                "balanced accuracy",
                "mean probability of the answer",
                "called unlike",
            ],
            [
                .. r.Degraded.Select(d =>
                    new[]
                    {
                        d.Name,
                        $"{Fixed(d.Level, "0.#")} ({d.Unit})",
                        Fixed(100 * d.Accuracy, "0.0") + " %",
                        Fixed(100 * d.BalancedAccuracy, "0.0") + " %",
                        Fixed(d.Confidence, "0.000"),
                        d.Unlike is { } u ? Fixed(100 * u, "0.0") + " %" : "not measured",
                    }
                ),
            ]
        );
        Image("degraded", "Balanced accuracy under degradation");
        Image("degraded-unlike", "Share called unlike under degradation");
        Note($"On {r.Degraded[0].Images:N0} of the images, at the side that the network sees.");
    }

    void Heading(string text) => body.Append(CultureInfo.InvariantCulture, $"<h2>{Text(text)}</h2>\n");

    void Paragraph(string text) => body.Append(CultureInfo.InvariantCulture, $"<p>{Text(text)}</p>\n");

    void Note(string text) => body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Text(text)}</p>\n");

    void Image(string name, string alt)
    {
        if (charts.TryGetValue(name, out var png))
            body.Append(
                CultureInfo.InvariantCulture,
                $"<img alt=\"{Text(alt)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">\n"
            );
    }

    void Table(string[] columns, string[][] rows, bool[]? few = null)
    {
        body.Append(
            CultureInfo.InvariantCulture,
            $"<table><tr>{string.Concat(columns.Select(c => $"<th>{Text(c)}</th>"))}</tr>\n"
        );
        for (var i = 0; i < rows.Length; i++)
            body.Append(
                CultureInfo.InvariantCulture,
                $"<tr{(few?[i] == true ? " class=\"few\"" : "")}>"
                    + $"{string.Concat(rows[i].Select(c => $"<td>{Text(c)}</td>"))}</tr>\n"
            );
        body.Append("</table>\n");
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);

    static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    static string Share(Figure? f) =>
        f is null ? "not measured" : $"{Fixed(100 * f.Value, "0.0")} % {f.Interval(100, "0.0")}";

    static string Number(Figure? f) =>
        f is null ? "not measured" : $"{Fixed(f.Value, "0.000")} {f.Interval(1, "0.000")}";
}
