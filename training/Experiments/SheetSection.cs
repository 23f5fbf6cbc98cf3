using System.Globalization;

namespace Platform.Training.Experiments;

/// <summary>The part of a report that shows sheets of images, and how far they are from real ones.</summary>
static class SheetSection
{
    /// <summary>The sheets of a plan: the name in the report's folder and the file.</summary>
    public static IEnumerable<(string Name, string File)> Sheets(string work, IReadOnlyList<CellResult> results) =>
        from result in results
        where result.Done
        let stage = result.Cell.Finals[0]
        let folder = new StageFolder(work, stage)
        select (
            $"{result.Cell.Name.ToLowerInvariant()}.png",
            stage.Verb == Verb.Views ? folder.Made(stage.Verb.Headline) : folder.File("grid.png")
        );

    public static string Text(Plan plan, string work, IReadOnlyList<CellResult> results)
    {
        var sheets = Sheets(work, results).Select(s => s.Name).ToHashSet();
        var text = string.Concat(
            results.Select(r =>
                $"{r.Cell.Name}: "
                + (
                    sheets.Contains($"{r.Cell.Name.ToLowerInvariant()}.png")
                        ? plan.Experiment.Outcome == Outcome.Views
                            ? "each operation alone, at its two ends.\n\n"
                            : "the first images of seed 0, none left out.\n\n"
                        : "not run.\n\n"
                )
                + (r.Done ? $"![{r.Cell.Name}]({r.Cell.Name.ToLowerInvariant()}.png)\n\n" : "")
            )
        );
        return Markdown.Section("Images", text) + Distances(results);
    }

    /// <summary>
    /// Real images that every synthetic set is beside: held-out ones, which are the floor, and spoilt ones, which are
    /// the ceiling.
    /// </summary>
    static readonly string[] Yardsticks = ["held-out", "blurred held-out", "noisy held-out", "shuffled held-out"];

    /// <summary>A measure of a set of images against another.</summary>
    /// <param name="Sets">where metrics.json has its sets</param>
    /// <param name="Deviation">key of its deviation over subsets, where there is one</param>
    sealed record Distance(string Name, string Sets, string Key, string? Deviation = null)
    {
        /// <param name="pair">IMAGES against OTHERS</param>
        public string Of(IReadOnlyDictionary<string, double>? metrics, string pair) =>
            metrics is null || !metrics.TryGetValue($"{Sets}{SetsKey}{pair}.{Key}", out var value)
                ? Markdown.NoFigure
                : Invariant($"{value:G4}")
                    + (
                        Deviation is { } d && metrics.TryGetValue($"{Sets}{SetsKey}{pair}.{d}", out var deviation)
                            ? Invariant($" ± {deviation:G2}")
                            : ""
                    );
    }

    const string SetsKey = ".sets.";

    static string Distances(IReadOnlyList<CellResult> results)
    {
        if (
            results.SelectMany(r => r.Metrics).FirstOrDefault(m => m.Keys.Any(k => k.Contains(SetsKey))) is not { } some
        )
            return "";
        var measures = some
            .Keys.Where(k => k.Contains(SetsKey))
            .Select(k => k[..k.IndexOf(SetsKey, StringComparison.Ordinal)])
            .Distinct()
            .SelectMany(MeasuresOf);
        var rows = (
            from m in measures
            from against in new[] { (Key: "held-out", Name: "held-out"), (Key: "train", Name: "training") }
            select (IReadOnlyList<string>)
                [
                    $"{m.Name} to {against.Name} images",
                    .. results.Select(r => m.Of(r.Metrics.FirstOrDefault(), $"synthetic against {against.Key}")),
                    .. Yardsticks.Select(y => m.Of(some, $"{y} against train")),
                ]
        ).ToList();
        string Nearer(CellResult r) =>
            r.Metrics.FirstOrDefault()
                ?.TryGetValue("memorisation.embedding.share_below_first_percentile", out var share) == true
                ? Invariant($"{100 * share:0.0} %")
                : Markdown.NoFigure;
        rows.Add([
            "nearer to a training image than 99 % of the held-out ones",
            .. results.Select(Nearer),
            "1 %",
            .. Yardsticks[1..].Select(_ => Markdown.NoFigure),
        ]);
        rows.Add([
            "near copies",
            .. results.Select(r => r.NearCopies is var (n, of) ? $"{n} of {of}" : Markdown.NoFigure),
            .. Yardsticks.Select(_ => Markdown.NoFigure),
        ]);
        return Markdown.Section(
            "Distances to real images",
            "Held-out photographs against training ones are the floor, spoilt ones the ceiling. ± is the deviation "
                + "over subsets of a set. All numbers are in `report.csv`.\n\n"
                + Markdown.Table(["", .. results.Select(r => r.Cell.Name), .. Yardsticks], rows)
        );
    }

    static IReadOnlyList<Distance> MeasuresOf(string sets) =>
        sets == "sliced_wasserstein"
            ? [new("sliced Wasserstein distance x 1000", sets, "mean")]
            :
            [
                new($"Fréchet distance ({sets.Replace("spaces.", "")})", sets, "frechet"),
                new("kernel distance", sets, "kernel_mean", "kernel_std"),
                new("precision", sets, "precision"),
                new("recall", sets, "recall"),
            ];

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
