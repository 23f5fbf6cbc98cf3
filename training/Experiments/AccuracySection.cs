using System.Globalization;
using Platform.Charts;
using Platform.Training.Head;

namespace Platform.Training.Experiments;

/// <summary>
/// The part of a report on heads: the table beside the paper's figures, what synthetic images change, the bar charts.
/// </summary>
static class AccuracySection
{
    public static string Text(Plan plan, IReadOnlyList<CellResult> results)
    {
        var measures = Measure.All.Where(m => results.Any(r => r.Of(m) is not null)).ToArray();
        var paper = results.Any(r => Paper(plan, r) is not null);
        var copies = results.Any(r => r.NearCopies is not null);
        var rows = results.Select(r =>
            (IReadOnlyList<string>)
                [
                    $"{r.Index}",
                    r.Cell.Name + (r.Done ? "" : " (not run)"),
                    .. measures.Select(m => r.Of(m)?.ToString() ?? Markdown.NoFigure),
                    .. copies
                        ? [r.NearCopies is var (n, of) ? $"{n} of {of}" : Markdown.NoFigure]
                        : Array.Empty<string>(),
                    .. paper ? [Paper(plan, r)?.ToString() ?? Markdown.NoFigure] : Array.Empty<string>(),
                ]
        );
        var text =
            "Figures of the linear head on held-out images, in per cent. "
            + (
                plan.Seeds > 1
                    ? $"Mean and deviation over {plan.Seeds} encoders. "
                    : "One encoder each; ± is a deviation over splits, [ ] a 95 % interval over test lesions. "
            )
            + "The last step's encoder, never the best one on test images.\n\n"
            + Markdown.Table(
                [
                    "cell",
                    "",
                    .. measures.Select(m => m.Name),
                    .. copies ? ["near copies"] : Array.Empty<string>(),
                    .. paper ? ["the paper's"] : Array.Empty<string>(),
                ],
                rows
            )
            + Yardsticks(results);
        return Markdown.Section("Results", text) + Differences(plan, results);
    }

    static Figure? Paper(Plan plan, CellResult r) =>
        PaperFigures.Of(plan.Experiment, plan.Dataset, r.Cell.Point) is var (mean, deviation)
            ? new(mean, deviation)
            : null;

    static string Yardsticks(IReadOnlyList<CellResult> results)
    {
        if (results.FirstOrDefault(r => r.Of(Measure.Accuracy) is not null) is not { } first)
            return "";
        string Of(string key) => first.Of(new Measure("", key))?.ToString() ?? Markdown.NoFigure;
        return $"\nAlways naming the most frequent class: accuracy {Of("majority_accuracy")}, balanced "
            + $"{Of("majority_balanced_accuracy")}. "
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{first.Metrics[0].GetValueOrDefault("test_images"):0} held-out images.\n"
            );
    }

    static string Differences(Plan plan, IReadOnlyList<CellResult> results)
    {
        var byName = results.ToDictionary(r => r.Cell.Name);
        var pairs = results
            .Select(r => (With: r, Without: plan.Baseline(r.Cell) is { } b ? byName[b.Name] : null))
            .Where(p => p.Without is not null)
            .ToArray();
        if (pairs.Length == 0)
            return "";
        string[] Row(CellResult with, CellResult without, Measure m) =>
            Difference.Of(with, without, m) is { } d
                ?
                [
                    with.Cell.Name,
                    m.Name,
                    (d.Mean >= 0 ? "+" : "") + new Figure(d.Mean, Interval: d.Interval),
                    d.Verdict,
                ]
                : [with.Cell.Name, m.Name, Markdown.NoFigure, "not run"];
        IEnumerable<Stage> Heads(CellResult r) => r.Cell.Finals.Where(f => f.Verb == Verb.Head);
        string[] silent =
        [
            .. pairs
                .SelectMany(p => new[] { p.With, p.Without! })
                .Where(r => r.Done && r.Answers.Count < Heads(r).Count())
                .SelectMany(Heads)
                .Select(f => f.Name)
                .Distinct(),
        ];
        return Markdown.Section(
            "Do synthetic images help?",
            $"Against the same without them, on the same held-out images; points of accuracy with a 95 % interval "
                + $"over held-out "
                + "lesions"
                + (
                    plan.Seeds > 1
                        ? " and seeds of training"
                        : "; how much another seed of training changes is not in it"
                )
                + $". {Names.Of(Arm.EpochsMatched)}, the paper's arm: as many passes over the larger pool, "
                + $"so more steps. {Names.Of(Arm.StepsMatched)}: as many steps.\n\n"
                + Markdown.Table(
                    ["", "measure", "difference", ""],
                    pairs.SelectMany(p =>
                        new[] { Measure.Accuracy, Measure.BalancedAccuracy }.Select(m => Row(p.With, p.Without!, m))
                    )
                )
                + (
                    silent.Length == 0
                        ? ""
                        : $"\nWithout {PredictionsFile.Name}, so that no uncertainty is known: "
                            + $"{string.Join(", ", silent)}. Delete their folders and run the cells again.\n"
                )
        );
    }

    /// <summary>null without a figure to show.</summary>
    public static byte[]? Chart(Plan plan, IReadOnlyList<CellResult> results, Measure measure)
    {
        if (results.All(r => r.Of(measure) is null))
            return null;
        string[] groups = [.. results.Select(r => plan.Experiment.Group(r.Cell.Point)).Distinct()],
            series = [.. results.Select(r => plan.Experiment.Series(r.Cell.Point)).Distinct()];
        (double, double, double)? Bar(string s, string g) =>
            results
                .FirstOrDefault(r =>
                    plan.Experiment.Group(r.Cell.Point) == g && plan.Experiment.Series(r.Cell.Point) == s
                )
                ?.Of(measure)
                is { } f
                ? (f.Value, f.Ends.Low, f.Ends.High)
                : null;
        var references = new List<(string, double)>();
        var majority = measure == Measure.BalancedAccuracy ? "majority_balanced_accuracy" : "majority_accuracy";
        if (results.Select(r => r.Of(new Measure("", majority))).FirstOrDefault(f => f is not null) is { } m)
            references.Add(("most frequent class", m.Value));
        if (measure != Measure.BalancedAccuracy && PaperFigures.Best(plan.Experiment, plan.Dataset) is { } best)
            references.Add(("the paper's best", best));
        return Bars.Png(
            plan.Experiment.Title,
            $"{measure.Name} (%)",
            groups,
            [.. series.Select(s => (s, (IReadOnlyList<(double, double, double)?>)[.. groups.Select(g => Bar(s, g))]))],
            references
        );
    }
}
