using Platform.Shared.Commands;

namespace Platform.Tools.Bench;

/// <summary>Times both sides of a comparison in turn, each first as often as the other, so that a machine that slows down slows both.</summary>
public static class Interleaved
{
    public const int LeastRepetitions = 5;

    public static async Task<Outcome> RunAsync(Comparison comparison, int repetitions, CancellationToken cancel)
    {
        var (ours, other) = (new List<double>(), new List<double>());
        using var progress = new ProgressLine(comparison.Title, 2 * repetitions, "runs");
        progress.Report(0);
        for (var i = 0; i < 2 * repetitions; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var mine = i % 4 is 0 or 3;                                       // ours, other, other, ours
            (mine ? ours : other).Add(await (mine ? comparison.RunOurs : comparison.RunOther)(cancel));
            progress.Report(i + 1);
        }
        return new(ours, other);
    }

    public static void Print(Comparison c, Outcome o)
    {
        Console.WriteLine($"{c.Title}, {c.Unit}: median of {o.Ours.Count} interleaved runs [least-most]");
        Console.WriteLine($"  {Outcome.Show(o.Ours),-28} {c.Ours}");
        Console.WriteLine($"  {Outcome.Show(o.Other),-28} {c.Other}");
        Console.WriteLine($"  {o.Verdict}");
    }
}
