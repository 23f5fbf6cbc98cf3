using System.Globalization;
using System.Text;

namespace Platform.Tools.Bench.Curves;

/// <summary>A growth as lines of a terminal, as Markdown and as CSV.</summary>
public static class GrowthText
{
    static readonly string Explanation = string.Create(
        CultureInfo.InvariantCulture,
        $"exponent: slope of log figure against log size from the size before; 1 is in proportion, "
            + $"and a cost above {Growth.MostOfLinear:0.00} grows worse than linearly"
    );

    /// <summary>A block for each measure, then which costs grow worse than linearly.</summary>
    public static IEnumerable<string> Lines(Growth growth)
    {
        var c = growth.Curve;
        for (var m = 0; m < c.Measures.Count; m++)
        {
            yield return $"{c.Title}: {c.Measures[m].Heading}, median of {growth.Runs[0].Count} interleaved runs "
                + $"[least-most]";
            for (var s = 0; s < c.Sizes.Count; s++)
            {
                var (size, exponent) = (
                    $"{c.Axis} {Count(c.Sizes[s])}",
                    s == 0 ? "" : $"exponent {Exponent(growth, s, m)}"
                );
                yield return $"  {size, -16} {Outcome.Show(growth.Values(s, m)), -28} {exponent}".TrimEnd();
            }
        }
        yield return $"  {Verdict(growth)}";
    }

    /// <param name="charts">file names of the charts</param>
    /// <param name="machine">what it ran on, a line each</param>
    public static string Markdown(Growth growth, IEnumerable<string> charts, IEnumerable<string> machine)
    {
        var (c, text) = (growth.Curve, new StringBuilder());
        text.AppendLine($"# {c.Title}").AppendLine();
        text.AppendLine(
                $"Median of {growth.Runs[0].Count} interleaved runs at each size [least-most]. {Verdict(growth)}"
            )
            .AppendLine();
        text.AppendLine(Cells.Row([c.Axis, .. c.Measures.SelectMany(m => new[] { m.Heading, "exponent" })]));
        text.AppendLine(Cells.Row(Enumerable.Repeat("---", 1 + 2 * c.Measures.Count)));
        for (var s = 0; s < c.Sizes.Count; s++)
            text.AppendLine(
                Cells.Row([
                    Count(c.Sizes[s]),
                    .. c.Measures.SelectMany(
                        (_, m) => new[] { Outcome.Show(growth.Values(s, m)), s == 0 ? "" : Exponent(growth, s, m) }
                    ),
                ])
            );
        text.AppendLine();
        foreach (var line in c.Conditions.Append(Explanation).Concat(machine))
            text.AppendLine($"- {line}");
        text.AppendLine();
        foreach (var chart in charts)
            text.AppendLine($"![{c.Title}]({chart})");
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Every run at every size, a line for each figure.</summary>
    public static string Csv(Growth growth)
    {
        var (c, text) = (growth.Curve, new StringBuilder("bench,axis,size,repetition,measure,unit,value\n"));
        for (var s = 0; s < c.Sizes.Count; s++)
        for (var r = 0; r < growth.Runs[s].Count; r++)
        for (var m = 0; m < c.Measures.Count; m++)
            text.Append(
                    Cells.Csv(
                        c.Name,
                        c.Axis,
                        $"{c.Sizes[s]}",
                        $"{r + 1}",
                        c.Measures[m].Name,
                        c.Measures[m].Unit,
                        growth.Runs[s][r][m].ToString("R", CultureInfo.InvariantCulture)
                    )
                )
                .Append('\n');
        return text.ToString();
    }

    static string Verdict(Growth growth)
    {
        var worse = (
            from m in Enumerable.Range(0, growth.Measures.Count)
            from s in Enumerable.Range(1, growth.Curve.Sizes.Count - 1)
            where growth.IsWorseThanLinear(s, m)
            select string.Create(
                CultureInfo.InvariantCulture,
                $"{growth.Measures[m].Name}, {growth.Curve.Axis} {Count(growth.Curve.Sizes[s - 1])} to "
                    + $"{Count(growth.Curve.Sizes[s])} (exponent {growth.Exponent(s, m):0.00})"
            )
        ).ToArray();
        return worse.Length == 0
            ? "No cost grows worse than linearly."
            : $"Worse than linear: {string.Join("; ", worse)}.";
    }

    static string Exponent(Growth growth, int size, int measure) =>
        growth.Exponent(size, measure) is var e && !double.IsFinite(e)
            ? "cannot be told"
            : FormattableString.Invariant(
                $"{e:0.00}{(growth.IsWorseThanLinear(size, measure) ? ", worse than linear" : "")}"
            );

    static string Count(int size) => size.ToString("N0", CultureInfo.InvariantCulture);
}
