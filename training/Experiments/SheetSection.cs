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

    static string Distances(IReadOnlyList<CellResult> results)
    {
        var keys = results.SelectMany(r => r.Metrics.SelectMany(m => m.Keys)).Distinct().Where(k => k.Contains(" against ") && !k.Contains(".levels.") && !k.EndsWith("eigenvalues")).ToArray();
        if (keys.Length == 0) return "";
        string Of(CellResult r, string key) => r.Metrics.FirstOrDefault()?.TryGetValue(key, out var value) == true ? value.ToString("G6", CultureInfo.InvariantCulture) : Markdown.NoFigure;
        return Markdown.Section("Distances to real images", "Real images against real ones are the floor, spoilt ones the ceiling. All numbers are in `report.csv`.\n\n" + Markdown.Table(["", .. results.Select(r => r.Cell.Name)],
            keys.Select(k => (IReadOnlyList<string>)[k.Replace("spaces.", "").Replace(".sets.", ": ").Replace("sliced_wasserstein: ", "sliced Wasserstein: "), .. results.Select(r => Of(r, k))])
                .Append(["near copies", .. results.Select(r => r.NearCopies is var (n, of) ? $"{n} of {of}" : Markdown.NoFigure)])));
    }
}
