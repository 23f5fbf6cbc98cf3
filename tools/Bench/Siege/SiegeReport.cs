using System.Globalization;
using System.Text;
using Platform.Charts;

namespace Platform.Tools.Bench.Siege;

/// <summary>What honest callers had of a server under attack.</summary>
/// <param name="Conditions">what a reader must know, a line each</param>
sealed record SiegeReport(IReadOnlyList<SiegeRun> Runs, IReadOnlyList<string> Conditions) : IReport
{
    const string Title = "honest callers of a server under attack";

    static readonly string[] Heads =
    [
        "attack",
        "answered",
        "wrong",
        "failed",
        "p50 ms",
        "with it",
        "p99 ms",
        "with it",
        "ratio",
        "MB before",
        "most",
        "after",
        "verdict",
    ];

    public string Name => "siege";

    public IReadOnlyList<Measure> Measures { get; } = [new("p99", "ms", true), new("memory", "MB", true)];

    public IEnumerable<string> Lines()
    {
        string[][] rows = [Heads, .. Runs.Select(Row)];
        int[] widths = [.. Heads.Select((_, c) => rows.Max(r => r[c].Length))];
        yield return $"{Title}:";
        foreach (var row in rows)
            yield return $"  {string.Join("  ", row.Select((cell, c) => Padded(cell, c, widths)))}".TrimEnd();
        foreach (var run in Runs)
            yield return $"  {Tries(run)}";
    }

    public string Markdown(IReadOnlyList<string> charts, IEnumerable<string> machine)
    {
        var text = new StringBuilder($"# {Title}\n\n");
        text.Append(Cells.Row(Heads)).Append('\n').Append(Cells.Row(Heads.Select(_ => "---"))).Append('\n');
        foreach (var run in Runs)
            text.Append(Cells.Row(Row(run))).Append('\n');
        text.Append('\n');
        foreach (var line in Runs.Select(Tries).Concat(Conditions).Concat(machine))
            text.Append($"- {line}\n");
        text.Append('\n');
        foreach (var chart in charts)
            text.Append($"![{Title}]({chart})\n");
        return text.ToString();
    }

    public string Csv()
    {
        var text = new StringBuilder("bench,attack,run,figure,value\n");
        foreach (var (run, number) in Runs.Select((r, i) => (r, i + 1)))
        foreach (var (figure, value) in Figures(run))
            text.Append(
                    Cells.Csv(
                        Name,
                        run.Attack.Name,
                        $"{number}",
                        figure,
                        value.ToString("R", CultureInfo.InvariantCulture)
                    )
                )
                .Append('\n');
        return text.ToString();
    }

    public byte[] Chart(int measure)
    {
        (string Name, Func<SiegeRun, double> Of)[] series =
            measure == 0
                ?
                [
                    ("without", r => r.Before.Percentile(0.99)),
                    ("with the attack", r => r.During?.Percentile(0.99) ?? double.NaN),
                ]
                : [("before", r => r.MemoryBefore), ("most", r => r.MemoryPeak), ("after", r => r.MemoryAfter)];
        return Bars.Png(
            $"{Name}: {Measures[measure].Name}",
            $"{Measures[measure].Unit}, less is better",
            [.. Runs.Select(r => r.Attack.Name)],
            [.. series.Select(s => (s.Name, Points(s.Of)))]
        );
    }

    IReadOnlyList<(double Value, double Low, double High)?> Points(Func<SiegeRun, double> of) =>
        [.. Runs.Select(of).Select(v => double.IsFinite(v) ? (v, v, v) : ((double, double, double)?)null)];

    static IEnumerable<(string Figure, double Value)> Figures(SiegeRun run) =>
        [
            ("answered", run.Answered),
            ("wrong", run.Wrong),
            ("failed", run.Failed),
            ("p50 before ms", run.Before.Percentile(0.5)),
            ("p50 ms", run.During?.Percentile(0.5) ?? double.NaN),
            ("p99 before ms", run.Before.Percentile(0.99)),
            ("p99 ms", run.During?.Percentile(0.99) ?? double.NaN),
            ("ratio", run.Ratio),
            ("memory before MB", run.MemoryBefore),
            ("memory most MB", run.MemoryPeak),
            ("memory after MB", run.MemoryAfter),
            ("tries", run.Tries.Tries),
            ("tries answered", run.Tries.Answered),
        ];

    static string[] Row(SiegeRun run)
    {
        double[] figures = [.. Figures(run).Select(f => f.Value)];
        return
        [
            run.Attack.Name,
            .. figures.Take(7).Select(f => Show(f, "0")),
            Show(run.Ratio, "0.00"),
            .. figures.Skip(8).Take(3).Select(f => Show(f, "0")),
            string.Join("; ", run.Faults()) is { Length: > 0 } faults ? faults : "held",
        ];
    }

    /// <summary>Words to the left, numbers to the right.</summary>
    static string Padded(string cell, int column, int[] widths) =>
        column == 0 || column == widths.Length - 1 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);

    static string Show(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";

    static string Tries(SiegeRun run) =>
        $"{run.Attack.Name}: {run.Attack.What}; {run.Tries.Tries:N0} tries, "
        + $"{run.Tries.Answered:N0} answered"
        + (run.Tries.Refusal is { } refusal ? $", most of the others: {refusal}" : "");
}
