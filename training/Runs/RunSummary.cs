using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Training.Runs;

/// <summary>A run as its files tell of it.</summary>
/// <param name="State">running, finished, interrupted, or not begun</param>
/// <param name="Share">Share of the run that is done, if its log says.</param>
/// <param name="Figures">Headline figures in their order.</param>
public sealed record RunSummary(string Path, string Kind, string Method, string State, double? Share, string ConfigSha256, DateTime Changed, IReadOnlyList<(string Name, double Value)> Figures)
{
    /// <summary>A kind of run by what its config.json has, the file of its figures, and which of them are headlines.</summary>
    static readonly (string Kind, Func<JsonObject, bool> Is, string File, string[] Headlines)[] Kinds =
    [
        ("gan", c => c["Config"]?["Kimg"] is not null, RunLog.FileName, ["generator_loss", "discriminator_loss", "images_per_second"]),
        ("ssl", c => c["Config"]?["Epochs"] is not null, RunLog.FileName, ["loss", "projection_std", "images_per_second"]),
        ("head", c => c["Encoder"] is not null, "metrics.json", ["accuracy", "balanced_accuracy"]),
    ];

    /// <summary>The runs in a folder and below it, in the order of their names.</summary>
    public static IEnumerable<RunSummary> Below(string folder) =>
        Directory.EnumerateFiles(folder, "config.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => Read(System.IO.Path.GetDirectoryName(f)!)).OfType<RunSummary>();

    /// <summary>Null for a folder whose config.json is of no kind of run.</summary>
    static RunSummary? Read(string path)
    {
        if (Parse(File.ReadAllText(System.IO.Path.Combine(path, "config.json"))) is not { } config) return null;
        var found = Kinds.Where(k => k.Is(config)).ToArray();
        if (found is not [var kind, ..]) return null;
        var file = System.IO.Path.Combine(path, kind.File);
        var last = !File.Exists(file) ? null : Parse(kind.File == RunLog.FileName ? File.ReadLines(file).LastOrDefault(l => Parse(l) is not null) ?? "" : File.ReadAllText(file));
        double? share = last is null ? null : (double?)last["total"] is { } total ? total == 0 ? 1 : ((double?)last["images"] ?? (double?)last["step"] ?? 0) / total : kind.File == RunLog.FileName ? null : 1;
        var state = RunLog.IsHeld(path) ? "running" : share >= 1 ? "finished" : last is null ? "not begun" : "interrupted";
        return new(path, kind.Kind, (string?)config["Method"] ?? "", state, share, RunFolder.ConfigSha256Of(path),
            File.GetLastWriteTimeUtc(File.Exists(file) ? file : System.IO.Path.Combine(path, "config.json")), [.. kind.Headlines.Where(n => last?[n] is JsonValue v && v.TryGetValue<double>(out _)).Select(n => (n, (double)last![n]!))]);
    }

    static JsonObject? Parse(string text)
    {
        try { return JsonNode.Parse(text) as JsonObject; }
        catch (JsonException) { return null; }
    }
}
