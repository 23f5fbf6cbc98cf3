using Platform.CommandLine;

namespace Platform.Tools.Bench;

/// <summary>
/// Runs all sides of a comparison, or all sizes of a curve, in turn, so that a machine that slows down slows all.
/// </summary>
public static class Interleaved
{
    /// <param name="repetitions">runs of each side</param>
    public static async Task<Outcome> RunAsync(Comparison comparison, int repetitions, CancellationToken cancel) =>
        new(
            comparison,
            await RunAsync(
                comparison.Name,
                comparison.Measures.Count,
                [.. comparison.Sides.Select(side => side.Run)],
                repetitions,
                cancel
            )
        );

    /// <param name="name">of the work, for the progress line</param>
    /// <param name="works">a run of each side or size: a figure for each measure</param>
    /// <param name="repetitions">runs of each</param>
    /// <returns>the runs of each work, in order</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<double[]>>> RunAsync(
        string name,
        int measures,
        IReadOnlyList<Func<CancellationToken, Task<double[]>>> works,
        int repetitions,
        CancellationToken cancel
    )
    {
        var runs = works.Select(_ => new List<double[]>()).ToArray();
        using var progress = new ProgressLine(name, works.Count * repetitions, "runs");
        progress.Report(0);
        foreach (var (work, done) in Order(works.Count, repetitions).Select((w, i) => (w, i + 1)))
        {
            cancel.ThrowIfCancellationRequested();
            var figures = await works[work](cancel);
            if (figures.Length != measures)
                throw new InvalidOperationException($"{name}: {figures.Length} figures for {measures} measures.");
            runs[work].Add(figures);
            progress.Report(done);
        }
        return runs;
    }

    /// <summary>
    /// Which side runs when: every round has each once, forwards and backwards in turn, so that each comes early as
    /// often as late.
    /// </summary>
    public static IEnumerable<int> Order(int sides, int rounds) =>
        Enumerable
            .Range(0, rounds)
            .SelectMany(round => Enumerable.Range(0, sides).Select(i => round % 2 == 0 ? i : sides - 1 - i));
}
