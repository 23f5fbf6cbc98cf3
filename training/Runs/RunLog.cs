using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Runs;

/// <summary>
/// What a run tells while it trains: a line of <c>log.jsonl</c> and the same figures, and sample grids, as TensorBoard
/// events. Holds the run's lock, so that no two processes train in one folder.
/// </summary>
public sealed class RunLog : IDisposable
{
    public const string FileName = "log.jsonl";
    const string Lock = "run.lock";
    static readonly JsonSerializerOptions Line = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
    readonly RunFolder run;
    readonly string axis;
    readonly double total;
    readonly FileLock held;
    readonly EventFile events;

    /// <param name="axis">What the run counts, such as step or images.</param>
    /// <param name="total">The count at which it is finished.</param>
    /// <param name="done">
    /// The count of the checkpoint it goes on from, 0 for a run that begins: what the log holds beyond it is repeated,
    /// so it is dropped.
    /// </param>
    /// <exception cref="InputException">Another process trains in the folder.</exception>
    public RunLog(RunFolder run, string axis, double total, long done)
    {
        (this.run, this.axis, this.total) = (run, axis, total);
        held =
            FileLock.Try(run.File(Lock))
            ?? throw new InputException(
                $"{run.Path}: another process trains in this folder; wait for it, "
                    + "or name another folder with --out"
            );
        DropBeyond(done);
        events = new(run.Path, done > 0 ? done + 1 : 0);
    }

    /// <summary>One line, stamped with the time, the configuration's hash and how far the run is.</summary>
    public void Write(double at, params IReadOnlyList<(string Name, double Value)> figures)
    {
        var node = new JsonObject
        {
            ["time"] = DateTime.UtcNow.ToString("O"),
            ["config"] = run.ConfigSha256[..12],
            [axis] = at,
            ["total"] = total,
        };
        foreach (var (name, value) in figures)
            node[name] = JsonSerializer.SerializeToNode(value, Line);
        File.AppendAllText(run.File(FileName), node.ToJsonString(Line) + "\n");
        events.Scalars((long)at, figures.Where(f => double.IsFinite(f.Value)));
    }

    public void Image(double at, string tag, byte[] png) => events.Image((long)at, tag, png);

    /// <summary>Whether a process that still lives trains in a folder.</summary>
    public static bool IsHeld(string folder) => FileLock.IsHeld(System.IO.Path.Combine(folder, Lock));

    void DropBeyond(long done)
    {
        var file = run.File(FileName);
        if (!File.Exists(file))
            return;
        var lines = File.ReadAllLines(file);
        string[] kept = [.. lines.Where(l => done > 0 && At(l) is { } at && at <= done)];
        if (kept.Length == lines.Length)
            return;
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(string.Concat(kept.Select(l => l + "\n"))));
    }

    /// <summary>Null for a line that a kill cut short.</summary>
    double? At(string line)
    {
        try
        {
            return (double?)JsonNode.Parse(line)?[axis];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        events.Dispose();
        held.Dispose();
    }
}
