using Platform.Shared.Trust;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>Turns a model's answers on labelled images into figures with intervals.</summary>
public static class Evaluator
{
    const int CurvePoints = 100;

    /// <param name="subgroups">each dimension with the group of every image</param>
    /// <param name="prevalence">of malignant lesions, for predictive values; null for that of the images</param>
    public static EvaluationResult Of(
        Cases cases,
        TrustSpec? trust,
        IReadOnlyList<(string Dimension, IReadOnlyList<string> Groups)> subgroups,
        string dataset,
        string manifestSha256,
        string split,
        bool? heldOut,
        string? bundle = null,
        double? prevalence = null,
        Action? report = null,
        CancellationToken cancellation = default
    )
    {
        T Timed<T>(Func<T> part)
        {
            cancellation.ThrowIfCancellationRequested();
            var value = part();
            report?.Invoke();
            return value;
        }
        var (after, lesions) = (cases.After, cases.After.Lesions);
        return new()
        {
            Bundle = bundle,
            Dataset = dataset,
            ManifestSha256 = manifestSha256,
            Split = split,
            HeldOut = heldOut,
            Images = cases.Count,
            Lesions = lesions.Distinct().Count(),
            Classes = cases.Classes,
            Confusion = after.Confusion.Counts,
            Accuracy = Timed(() => Accuracy(after, All(cases))),
            BalancedAccuracy = Timed(() => Balanced(after, All(cases))),
            BeforeCalibration = Timed(() => Calibration(cases.Before)),
            AfterCalibration = Timed(() => Calibration(after)),
            Risk = Risk(after),
            Sets = cases.Sets is { } sets ? Timed(() => Sets(cases, sets, trust!.Conformal!.Coverage)) : null,
            Unlike =
                cases.Distances is { } distances && trust?.Unlike is { } unlike
                    ? Timed(() =>
                        new UnlikeFigures(
                            unlike.Measure,
                            unlike.Threshold,
                            unlike.FalseRejection,
                            Figure.Share(lesions, [.. distances.Select(d => d > unlike.Threshold)])
                        )
                    )
                    : null,
            Aim = trust?.Priors?.Aim,
            Exponent = trust?.Priors?.Exponent,
            Priors =
            [
                .. cases.Priors.Select(p =>
                    Timed(() =>
                        new PriorFigures(
                            p.Name,
                            Accuracy(p.Answers, All(cases)),
                            Balanced(p.Answers, All(cases)),
                            p.Answers.Confusion.Counts
                        )
                    )
                ),
            ],
            Malignancy = cases.Malignancy is { } malignancy
                ? Timed(() => Malignancy(malignancy, lesions, prevalence))
                : null,
            Subgroups =
            [
                .. subgroups.SelectMany(d =>
                    Subgroups
                        .Order(d.Groups)
                        .Select(group =>
                            Timed(() =>
                                Subgroup(
                                    cases,
                                    d.Dimension,
                                    group,
                                    [.. Enumerable.Range(0, cases.Count).Where(i => d.Groups[i] == group)]
                                )
                            )
                        )
                ),
            ],
        };
    }

    /// <summary>Parts that are reported as they are done.</summary>
    public static int Parts(Cases cases, IReadOnlyList<(string Dimension, IReadOnlyList<string> Groups)> subgroups) =>
        4
        + (cases.Sets is null ? 0 : 1)
        + (cases.Distances is null ? 0 : 1)
        + cases.Priors.Count
        + (cases.Malignancy is null ? 0 : 1)
        + subgroups.Sum(d => d.Groups.Distinct().Count());

    static int[] All(Cases cases) => [.. Enumerable.Range(0, cases.Count)];

    static Figure Accuracy(Predictions p, IReadOnlyList<int> rows) =>
        Over(p, rows, some => some.Average(r => p.Predicted[r] == p.Truth[r] ? 1.0 : 0));

    static Figure Balanced(Predictions p, IReadOnlyList<int> rows) =>
        Over(p, rows, some => p.ConfusionOf(some).BalancedAccuracy, byClass: true);

    static CalibrationFigures Calibration(Predictions p)
    {
        int[] all = [.. Enumerable.Range(0, p.Truth.Count)];
        return new(
            CalibrationError(p, all),
            Over(p, all, rows => Reliability.Error(Reliability.Bins(p, rows, equalMass: true))),
            Over(p, all, rows => Reliability.Brier(p, rows)),
            Over(p, all, rows => Reliability.LogLoss(p, rows)),
            Reliability.Bins(p, all, equalMass: false),
            Reliability.Floor(p)
        );
    }

    static Figure CalibrationError(Predictions p, IReadOnlyList<int> rows) =>
        Over(p, rows, some => Reliability.Error(Reliability.Bins(p, some, equalMass: false)));

    static RiskFigures Risk(Predictions p)
    {
        var curve = RiskCoverage.Curve(p);
        var step = Math.Max(1, curve.Count / CurvePoints);
        return new(
            RiskCoverage.Area(curve),
            curve[Math.Max(0, (int)Math.Round(0.8 * curve.Count) - 1)].Risk,
            [
                .. curve
                    .Where((_, i) => (i + 1) % step == 0 || i == curve.Count - 1)
                    .Select(c => new[] { c.Coverage, c.Risk }),
            ]
        );
    }

    static SetFigures Sets(Cases cases, IReadOnlyList<IReadOnlyList<int>> sets, double stated)
    {
        var (truth, lesions) = (cases.After.Truth, cases.After.Lesions);
        bool[] covered = [.. sets.Select((s, i) => s.Contains(truth[i]))];
        return new(
            stated,
            Figure.Share(lesions, covered),
            sets.Average(s => s.Count),
            sets.Select((s, i) => s.Count == 1 && s[0] == cases.After.Predicted[i] ? 1.0 : 0).Average(),
            [
                .. cases.Classes.Select(
                    (code, c) =>
                    {
                        int[] rows = [.. All(cases).Where(i => truth[i] == c)];
                        return rows.Length == 0
                            ? new SetRow(code, 0, null, null)
                            : new(
                                code,
                                rows.Length,
                                Over(cases.After, rows, some => some.Average(r => covered[r] ? 1.0 : 0)),
                                rows.Average(r => sets[r].Count)
                            );
                    }
                ),
            ]
        );
    }

    static MalignancyFigures Malignancy(MalignancyScores scores, IReadOnlyList<string> lesions, double? prevalence)
    {
        int[] Rows(bool malignant) =>
            [.. Enumerable.Range(0, scores.Scores.Count).Where(i => scores.Malignant[i] == malignant)];
        var (positive, negative) = (Rows(true), Rows(false));
        Figure? Share(int[] rows, Func<double, bool> counted) =>
            rows.Length == 0
                ? null
                : Figure.Share([.. rows.Select(r => lesions[r])], [.. rows.Select(r => counted(scores.Scores[r]))]);
        var curve = scores.Roc([.. Enumerable.Range(0, scores.Scores.Count)]);
        var share = prevalence ?? positive.Length / (double)scores.Scores.Count;
        return new(
            positive.Length,
            positive.Select(r => lesions[r]).Distinct().Count(),
            curve is null ? null : Figure.Of(lesions, rows => scores.Roc(rows)!.Area, scores.Strata),
            curve is null
                ? []
                : [.. Thinned(curve.Points).Select(p => new[] { p.FalsePositiveRate, p.TruePositiveRate })],
            [
                .. scores.Points.Select(p =>
                    new OperatingFigures(
                        p.Sensitivity,
                        p.Threshold,
                        Share(positive, score => score >= p.Threshold),
                        Share(negative, score => score < p.Threshold)
                    ).At(share)
                ),
            ]
        )
        {
            Prevalence = curve is null ? null : share,
            PrevalenceStated = prevalence is not null,
        };
    }

    /// <summary>Some hundred of a curve's points, with its ends.</summary>
    static IEnumerable<T> Thinned<T>(IReadOnlyList<T> points)
    {
        var step = Math.Max(1, points.Count / CurvePoints);
        return points.Where((_, i) => i % step == 0 || i == points.Count - 1);
    }

    static SubgroupRow Subgroup(Cases cases, string dimension, string group, int[] rows)
    {
        var p = cases.After;
        return new(
            dimension,
            group,
            rows.Length,
            rows.Select(r => p.Lesions[r]).Distinct().Count(),
            rows.Length < Subgroups.Few,
            Accuracy(p, rows),
            Balanced(p, rows),
            CalibrationError(p, rows),
            cases.Sets is { } sets
                ? Over(p, rows, some => some.Average(r => sets[r].Contains(p.Truth[r]) ? 1.0 : 0))
                : null
        );
    }

    /// <summary>A figure of some of the rows.</summary>
    /// <param name="byClass">the figure is a mean over the classes</param>
    static Figure Over(
        Predictions p,
        IReadOnlyList<int> rows,
        Func<IReadOnlyList<int>, double> value,
        bool byClass = false
    ) =>
        Figure.Of(
            [.. rows.Select(r => p.Lesions[r])],
            some => value([.. some.Select(i => rows[i])]),
            byClass ? [.. rows.Select(r => p.Truth[r])] : null
        );
}
