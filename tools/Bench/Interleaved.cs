using Platform.Shared.Commands;

namespace Platform.Tools.Bench;

/// <summary>Runs all sides of a comparison in turn, so that a machine that slows down slows all.</summary>
public static class Interleaved
{
    public const int LeastRepetitions = 5;

    /// <param name="repetitions">runs of each side</param>
    public static async Task<Outcome> RunAsync(Comparison comparison, int repetitions, CancellationToken cancel)
    {
        var runs = comparison.Sides.Select(_ => new List<double[]>()).ToArray();
        using var progress = new ProgressLine(comparison.Name, comparison.Sides.Count * repetitions, "runs");
        progress.Report(0);
        foreach (var (side, done) in Order(comparison.Sides.Count, repetitions).Select((s, i) => (s, i + 1)))
        {
            cancel.ThrowIfCancellationRequested();
            var figures = await comparison.Sides[side].Run(cancel);
            if (figures.Length != comparison.Measures.Count) throw new InvalidOperationException($"{comparison.Sides[side].Name}: {figures.Length} figures for {comparison.Measures.Count} measures.");
            runs[side].Add(figures);
            progress.Report(done);
        }
        return new(comparison, runs);
    }

    /// <summary>Which side runs when: every round has each once, forwards and backwards in turn, so that each comes early as often as late.</summary>
    public static IEnumerable<int> Order(int sides, int rounds) =>
        Enumerable.Range(0, rounds).SelectMany(round => Enumerable.Range(0, sides).Select(i => round % 2 == 0 ? i : sides - 1 - i));
}
