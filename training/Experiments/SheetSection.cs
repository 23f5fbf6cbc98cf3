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
        select ($"{result.Cell.Name.ToLowerInvariant()}.png", stage.Verb == Verb.Views ? folder.Made(stage.Verb.Headline) : folder.File("grid.png"));

    public static string Text(Plan plan, string work, IReadOnlyList<CellResult> results)
    {
        var sheets = Sheets(work, results).Select(s => s.Name).ToHashSet();
        var text = string.Concat(results.Select(r => $"{r.Cell.Name}: " + (sheets.Contains($"{r.Cell.Name.ToLowerInvariant()}.png")
            ? plan.Experiment.Outcome == Outcome.Views ? "each operation alone, at its two ends.\n\n" : "the first images of seed 0, none left out.\n\n"
            : "not run.\n\n") + (r.Done ? $"![{r.Cell.Name}]({r.Cell.Name.ToLowerInvariant()}.png)\n\n" : "")));
        return Markdown.Section("Images", text) + Distances(results);
    }

    /// <summary>Real images that every synthetic set is beside: held-out ones, which are the floor, and spoilt ones, which are the ceiling.</summary>
    static readonly string[] Yardsticks = ["held-out", "blurred held-out", "noisy held-out", "shuffled held-out"];

    static string Distances(IReadOnlyList<CellResult> results)
    {
        const string Sets = ".sets.";
        if (results.SelectMany(r => r.Metrics).FirstOrDefault(m => m.Keys.Any(k => k.Contains(Sets))) is not { } some) return "";
        var rows = some.Keys.Where(k => k.Contains(Sets)).Select(k => k[..k.IndexOf(Sets, StringComparison.Ordinal)]).Distinct().SelectMany(MeasuresOf).SelectMany(m => new[] { "held-out", "train" }.Select(against => (IReadOnlyList<string>)
            [$"{m.Name} to {(against == "train" ? "training" : against)} images", .. results.Select(r => Of(r.Metrics.FirstOrDefault(), $"synthetic against {against}", m)), .. Yardsticks.Select(y => Of(some, $"{y} against train", m))])).ToList();
        rows.Add(["nearer to a training image than 99 % of the held-out ones", .. results.Select(r => r.Metrics.FirstOrDefault()?.TryGetValue("memorisation.embedding.share_below_first_percentile", out var share) == true ? Invariant($"{100 * share:0.0} %") : Markdown.NoFigure), "1 %", .. Yardsticks[1..].Select(_ => Markdown.NoFigure)]);
        rows.Add(["near copies", .. results.Select(r => r.NearCopies is var (n, of) ? $"{n} of {of}" : Markdown.NoFigure), .. Yardsticks.Select(_ => Markdown.NoFigure)]);
        return Markdown.Section("Distances to real images", "Held-out photographs against training ones are the floor, spoilt ones the ceiling. ± is the deviation over subsets of a set. All numbers are in `report.csv`.\n\n"
            + Markdown.Table(["", .. results.Select(r => r.Cell.Name), .. Yardsticks], rows));

        string Of(IReadOnlyDictionary<string, double>? metrics, string pair, (string Name, string Sets, string Key, string? Deviation) m) =>
            metrics is null || !metrics.TryGetValue($"{m.Sets}{Sets}{pair}.{m.Key}", out var value) ? Markdown.NoFigure
            : Invariant($"{value:G4}") + (m.Deviation is { } d && metrics.TryGetValue($"{m.Sets}{Sets}{pair}.{d}", out var deviation) ? Invariant($" ± {deviation:G2}") : "");
    }

    static IReadOnlyList<(string Name, string Sets, string Key, string? Deviation)> MeasuresOf(string sets) => sets == "sliced_wasserstein"
        ? [("sliced Wasserstein distance x 1000", sets, "mean", null)]
        : [($"Fréchet distance ({sets.Replace("spaces.", "")})", sets, "frechet", null), ("kernel distance", sets, "kernel_mean", "kernel_std"), ("precision", sets, "precision", null), ("recall", sets, "recall", null)];

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
