using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Runs;

/// <summary>A run as its files tell of it.</summary>
/// <param name="State">running, finished, interrupted, or not begun</param>
/// <param name="Share">Share of the run that is done, if its log says.</param>
/// <param name="Figures">Headline figures in their order.</param>
public sealed record RunSummary(
    string Path,
    string Kind,
    string Method,
    string State,
    double? Share,
    string ConfigSha256,
    DateTime Changed,
    IReadOnlyList<(string Name, double Value)> Figures
)
{
    /// <summary>A figure that is shown only where it is an alarm.</summary>
    const string Collapsed = "collapsed";

    /// <summary>
    /// A kind of run, by what its config.json has where an earlier release wrote no kind into it; the file of its
    /// figures, and which of them are headlines.
    /// </summary>
    static readonly (string Kind, Func<JsonObject, bool> Is, string File, string[] Headlines)[] Kinds =
    [
        (
            "gan",
            c => c["Config"]?["Kimg"] is not null,
            RunLog.FileName,
            ["generator_loss", "discriminator_loss", "images_per_second"]
        ),
        (
            "ssl",
            c => c["Config"]?["Epochs"] is not null,
            RunLog.FileName,
            ["loss", "effective_rank", Collapsed, "probe_accuracy", "probe_balanced_accuracy", "images_per_second"]
        ),
        ("head", c => c["Encoder"] is not null, "metrics.json", ["accuracy", "balanced_accuracy"]),
    ];

    /// <summary>The runs in a folder and below it, in the order of their names: at least one.</summary>
    /// <param name="closed">takes a folder that cannot be read, and why</param>
    /// <exception cref="InputException">No such folder, or no run below it.</exception>
    public static IReadOnlyList<RunSummary> All(string folder, Action<UnusableFile> closed)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{folder}: no such folder");
        RunSummary[] runs = [.. Below(folder, closed)];
        return runs.Length > 0
            ? runs
            : throw new InputException(
                $"{folder}: no run below it (a run is a folder with a config.json made by gan, ssl or head)"
            );
    }

    /// <summary>The runs in a folder and below it, in the order of their names.</summary>
    /// <param name="closed">takes a folder that cannot be read, and why</param>
    public static IEnumerable<RunSummary> Below(string folder, Action<UnusableFile>? closed = null)
    {
        var all = ImageFolder.Walk(folder);
        foreach (var unread in all.Unusable.Where(u => u.IsFolder))
            closed?.Invoke(unread);
        return all
            .Others.Where(f => f.Name.Split('/')[^1] == "config.json")
            .Select(f => Read(System.IO.Path.GetDirectoryName(f.Path)!))
            .OfType<RunSummary>();
    }

    /// <summary>Null for a folder whose config.json is of no kind of run.</summary>
    static RunSummary? Read(string path)
    {
        var configFile = System.IO.Path.Combine(path, "config.json");
        if (Parse(File.ReadAllText(configFile)) is not { } config)
            return null;
        var found = Kinds
            .Where(k => config["Kind"] is { } told ? told.ToString() == $"{k.Kind} run" : Is(k.Is, config))
            .ToArray();
        if (found is not [var kind, ..])
            return null;
        var file = System.IO.Path.Combine(path, kind.File);
        var last =
            !File.Exists(file) ? null
            : kind.File == RunLog.FileName ? LastLine(file)
            : Parse(File.ReadAllText(file));
        var (share, finished) =
            kind.File == RunLog.FileName ? Done(path, last)
            : last is null ? (null, false)
            : (1, true);
        var state =
            RunLog.IsHeld(path) ? "running"
            : finished ? "finished"
            : share is null ? "not begun"
            : "interrupted";
        return new(
            path,
            kind.Kind,
            config["Method"]?.ToString() ?? "",
            state,
            share,
            RunFolder.ConfigSha256Of(path),
            File.GetLastWriteTimeUtc(File.Exists(file) ? file : configFile),
            [
                .. kind
                    .Headlines.Where(n => Number(last?[n]) is { } value && (n != Collapsed || value > 0))
                    .Select(n => (n, Number(last![n])!.Value)),
            ]
        );
    }

    /// <summary>
    /// How far a run came, by its log and its checkpoint. Where there is a checkpoint it alone says whether the run is
    /// finished: the log of a killed one may be ahead, and that of an older version ends before the last step.
    /// </summary>
    static (double? Share, bool Finished) Done(string path, JsonObject? last)
    {
        if (last is null)
            return (null, false);
        var total = Number(last["total"]) ?? double.NaN;
        double ShareOf(double at) => total == 0 ? 1 : at / total;
        var logged = ShareOf(Number(last["images"]) ?? Number(last["step"]) ?? 0);
        var saved = Saved(RunFolder.CheckpointOf(path)) is { } at ? ShareOf(at) : (double?)null;
        return (
            Math.Max(logged, saved ?? 0) is var share && double.IsNaN(share) ? null : share,
            (saved ?? logged) >= 1
        );
    }

    /// <summary>Steps or images at a checkpoint; null where there is none that can be read.</summary>
    static long? Saved(string checkpoint)
    {
        try
        {
            return File.Exists(checkpoint) ? Checkpoint.Header(checkpoint).At : null;
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// The last whole line, for a kill may have cut the one behind it short; with the last of what it does not have
    /// from lines before it, as not every line has every figure.
    /// </summary>
    static JsonObject? LastLine(string file)
    {
        JsonObject? last = null;
        foreach (var line in File.ReadLines(file).Select(Parse).OfType<JsonObject>())
        {
            foreach (var (name, value) in last ?? [])
                line.TryAdd(name, value?.DeepClone());
            last = line;
        }
        return last;
    }

    /// <summary>Whether a config.json is of a kind; another program's may have anything under these names.</summary>
    static bool Is(Func<JsonObject, bool> kind, JsonObject config)
    {
        try
        {
            return kind(config);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
