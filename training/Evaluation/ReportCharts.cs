using Platform.Charts;

namespace Platform.Training.Evaluation;

/// <summary>The charts of an evaluation, by the name of their file.</summary>
public static class ReportCharts
{
    public static IReadOnlyList<(string Name, byte[] Png)> Of(EvaluationResult result)
    {
        var charts = new List<(string, byte[])>
        {
            ("reliability", Reliability(result)),
            (
                "risk",
                Lines.Png(
                    "Withholding the least certain answers",
                    "share of images answered",
                    "share of answers that is wrong",
                    [("error", [.. result.Risk.Curve.Select(p => Point(p[0], p[1]))])],
                    [("error when all are answered", 1 - result.Accuracy.Value)]
                )
            ),
            ("confusion", Confusion.Png("Held against the true class", result.Classes, result.Confusion)),
        };
        if (result.Malignancy is { Curve.Count: > 0 } malignancy)
            charts.Add(
                (
                    "malignancy",
                    Lines.Png(
                        "Score of malignancy on these lesions",
                        "share of benign images above the threshold",
                        "share of malignant images above it",
                        [("model", [.. malignancy.Curve.Select(p => Point(p[0], p[1]))])],
                        [.. malignancy.Points.Select(p => ($"{100 * p.Stated:0.#} % sensitivity", p.Stated))]
                    )
                )
            );
        if (result.Sets is { } sets)
            charts.Add(
                (
                    "coverage",
                    Bars.Png(
                        $"Prediction sets that hold the true class, promised {100 * sets.Stated:0} %",
                        "share of images",
                        ["all", .. sets.ByClass.Select(c => c.Class)],
                        [("coverage", [Bar(sets.Coverage), .. sets.ByClass.Select(c => Bar(c.Coverage))])],
                        [("promised", sets.Stated)]
                    )
                )
            );
        if (result.Strange.Count > 0)
            charts.Add(
                (
                    "strange",
                    Bars.Png(
                        "Taken for images like the training ones",
                        "share accepted",
                        [.. result.Strange.Select(s => Wrapped(s.Name))],
                        [
                            (
                                "accepted",
                                [
                                    .. result.Strange.Select(s =>
                                        ((double, double, double)?)(s.Accepted, s.Accepted, s.Accepted)
                                    ),
                                ]
                            ),
                        ]
                    )
                )
            );
        foreach (var dimension in result.Subgroups.GroupBy(s => s.Dimension))
            charts.Add(
                (
                    $"subgroup-{dimension.Key.Split(' ')[0]}{(dimension.Key.Contains("skin") ? "-tone" : "")}",
                    Bars.Png(
                        $"By {dimension.Key}, with 95 % intervals",
                        "share of images",
                        [.. dimension.Select(s => $"{s.Group}\n({s.Images})")],
                        [
                            ("accuracy", [.. dimension.Select(s => Bar(s.Accuracy))]),
                            ("balanced accuracy", [.. dimension.Select(s => Bar(s.BalancedAccuracy))]),
                        ]
                    )
                )
            );
        if (result.Degraded.Count > 0)
            charts.Add(
                (
                    "degraded",
                    Lines.Png(
                        "Worse pictures",
                        "level of degradation, 0 none to 4",
                        "balanced accuracy",
                        Curves(result, d => d.BalancedAccuracy)
                    )
                )
            );
        if (result.Degraded.Any(d => d.Unlike is not null))
            charts.Add(
                (
                    "degraded-unlike",
                    Lines.Png(
                        "Worse pictures that are called unlike the training images",
                        "level of degradation, 0 none to 4",
                        "share rejected",
                        Curves(result, d => d.Unlike ?? 0)
                    )
                )
            );
        return charts;
    }

    public static byte[] Reliability(EvaluationResult result) =>
        Lines.Png(
            "Probability of the answer against how often it is right",
            "mean probability of the answers in a bin",
            "share of them that is right",
            [
                (
                    $"before calibration (error {result.BeforeCalibration.Error.Value:0.000})",
                    [.. result.BeforeCalibration.Bins.Select(b => Point(b.Confidence, b.Accuracy))]
                ),
                (
                    $"after calibration (error {result.AfterCalibration.Error.Value:0.000})",
                    [.. result.AfterCalibration.Bins.Select(b => Point(b.Confidence, b.Accuracy))]
                ),
                ("as it should be", [Point(0, 0), Point(1, 1)]),
            ]
        );

    static IReadOnlyList<(string, IReadOnlyList<(double, double, double, double)>)> Curves(
        EvaluationResult result,
        Func<DegradedRow, double> value
    ) =>
        [
            .. result
                .Degraded.GroupBy(d => d.Name)
                .Select(g =>
                    (
                        g.Key,
                        (IReadOnlyList<(double, double, double, double)>)[.. g.Select((d, i) => Point(i, value(d)))]
                    )
                ),
        ];

    static (double X, double Y, double Low, double High) Point(double x, double y) => (x, y, y, y);

    static (double Value, double Low, double High)? Bar(Figure? figure) =>
        figure is null ? null : (figure.Value, figure.Low ?? figure.Value, figure.High ?? figure.Value);

    static string Wrapped(string name) => string.Join('\n', name.Split(' '));
}
