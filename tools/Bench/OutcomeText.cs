using System.Globalization;
using System.Text;

namespace Platform.Tools.Bench;

/// <summary>An outcome as lines of a terminal, as Markdown and as CSV.</summary>
public static class OutcomeText
{
    /// <summary>A block for each measure, then what was skipped.</summary>
    public static IEnumerable<string> Lines(Outcome outcome)
    {
        var c = outcome.Comparison;
        for (var m = 0; m < c.Measures.Count; m++)
        {
            yield return $"{c.Title}: {c.Measures[m].Heading}, median of {outcome.Runs[0].Count} interleaved runs "
                + $"[least-most]";
            for (var s = 0; s < c.Sides.Count; s++)
                yield return $"  {Outcome.Show(outcome.Values(s, m)), -28} {c.Sides[s].Name}: {c.Sides[s].What}";
            foreach (var (ours, other) in outcome.Pairs)
                yield return $"  {c.Sides[ours].Name} against {c.Sides[other].Name}: "
                    + $"{Outcome.Verdict(outcome.Ratio(ours, other, m))}";
        }
        foreach (var line in c.Skipped)
            yield return $"  skipped: {line}";
    }

    /// <param name="charts">file names of the charts</param>
    /// <param name="machine">what it ran on, a line each</param>
    public static string Markdown(Outcome outcome, IEnumerable<string> charts, IEnumerable<string> machine)
    {
        var (c, text) = (outcome.Comparison, new StringBuilder());
        text.AppendLine($"# {c.Title}").AppendLine();
        text.AppendLine($"Median of {outcome.Runs[0].Count} interleaved runs of each side [least-most].").AppendLine();
        Row(["side", .. c.Measures.Select(m => m.Heading), "what is timed"]);
        Row(Enumerable.Repeat("---", c.Measures.Count + 2));
        for (var s = 0; s < c.Sides.Count; s++)
            Row([c.Sides[s].Name, .. c.Measures.Select((_, m) => Outcome.Show(outcome.Values(s, m))), c.Sides[s].What]);
        if (outcome.Pairs.Any())
        {
            text.AppendLine();
            Row(["this platform", "against", .. c.Measures.Select(m => m.Name)]);
            Row(Enumerable.Repeat("---", c.Measures.Count + 2));
            foreach (var (ours, other) in outcome.Pairs)
                Row([
                    c.Sides[ours].Name,
                    c.Sides[other].Name,
                    .. c.Measures.Select((_, m) => Outcome.Verdict(outcome.Ratio(ours, other, m))),
                ]);
        }
        text.AppendLine();
        foreach (var line in c.Skipped.Select(s => $"skipped: {s}").Concat(c.Conditions).Concat(machine))
            text.AppendLine($"- {line}");
        text.AppendLine();
        foreach (var chart in charts)
            text.AppendLine($"![{c.Title}]({chart})");
        return text.ToString().ReplaceLineEndings("\n");

        void Row(IEnumerable<string> cells) => text.AppendLine(Cells.Row(cells));
    }

    /// <summary>Every run of every side, a line for each figure.</summary>
    public static string Csv(Outcome outcome)
    {
        var (c, text) = (outcome.Comparison, new StringBuilder("bench,side,ours,repetition,measure,unit,value\n"));
        for (var s = 0; s < c.Sides.Count; s++)
        for (var r = 0; r < outcome.Runs[s].Count; r++)
        for (var m = 0; m < c.Measures.Count; m++)
            text.Append(
                    Cells.Csv(
                        c.Name,
                        c.Sides[s].Name,
                        c.Sides[s].Ours ? "yes" : "no",
                        $"{r + 1}",
                        c.Measures[m].Name,
                        c.Measures[m].Unit,
                        outcome.Runs[s][r][m].ToString("R", CultureInfo.InvariantCulture)
                    )
                )
                .Append('\n');
        return text.ToString();
    }
}
