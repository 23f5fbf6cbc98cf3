using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>The rate of a training command's steps, from its run's log.</summary>
public static class TrainingRate
{
    const string Log = "log.jsonl";

    /// <summary>Trains into a folder that is deleted afterwards.</summary>
    /// <param name="axis">what the log counts: step or images</param>
    /// <param name="batch">images of one count of the axis</param>
    /// <returns>images/s</returns>
    public static async Task<double> RunAsync(
        string folder,
        IEnumerable<string> arguments,
        string axis,
        int batch,
        CancellationToken cancel
    )
    {
        try
        {
            await PhaseProcess.RunAsync(PhaseProgram.Training, [.. arguments, "--out", folder], null, cancel);
            return Of(File.ReadLines(Path.Combine(folder, Log)), axis, batch);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Images from the first line to the last, over the seconds that each line says they took. The first holds the
    /// start, and is left out.
    /// </summary>
    /// <exception cref="InputException">Fewer than two lines.</exception>
    public static double Of(IEnumerable<string> log, string axis, int batch)
    {
        var points = log.Select(l => JsonNode.Parse(l)!)
            .Select(n => (At: (double)n[axis]!, Rate: (double)n["images_per_second"]!))
            .ToArray();
        if (points.Length < 2)
            throw new InputException("the run ended before its log could tell a rate; give more --steps");
        var spans = points
            .Skip(1)
            .Zip(points, (now, before) => (Images: (now.At - before.At) * batch, now.Rate))
            .ToArray();
        return spans.Sum(s => s.Images) / spans.Sum(s => s.Images / s.Rate);
    }
}
