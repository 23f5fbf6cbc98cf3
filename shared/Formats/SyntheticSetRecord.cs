using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared.Files;

namespace Platform.Shared.Formats;

/// <summary>
/// What a folder of synthetic images says of its making: who reads such a folder, in any phase, reads it here.
/// </summary>
/// <param name="GeneratorSha256">of the generator's ONNX file that drew the images</param>
/// <param name="IsComplete">
/// whether no image is missing; null where the record does not tell, which an earlier release's generate wrote before
/// the first image
/// </param>
/// <param name="Set">what the set holds; null while it is not complete, or where the record does not tell</param>
public sealed record SyntheticSetRecord(string GeneratorSha256, bool? IsComplete, SyntheticSet? Set)
{
    /// <summary>dataset.json of an earlier release's generate, which had no kind and no schema.</summary>
    static readonly FileContract Earlier = new("synthetic set", 0, "generate")
    {
        First = 0,
        Unmarked = record => record.ContainsKey("generator") && record.ContainsKey("generatorSha256") ? 0 : null,
        Remedy = "draw the set again",
    };

    sealed record EarlierSettings(string Generator, string GeneratorSha256);

    /// <returns>null where the folder has no such record: anybody's images</returns>
    /// <exception cref="InputException">A record is damaged, of a newer release, or lacks the generator.</exception>
    public static SyntheticSetRecord? Read(string folder)
    {
        var (settings, file) = (
            Path.Combine(folder, SyntheticSettings.FileName),
            Path.Combine(folder, SyntheticSet.FileName)
        );
        if (!File.Exists(file))
            return File.Exists(settings)
                ? new(SyntheticSettings.Read(folder).GeneratorSha256, IsComplete: false, Set: null)
                : null;
        var text = File.ReadAllText(file);
        var record = Parse(file, text);
        if (Earlier.Unmarked(record) is not null && record[Earlier.Fields.Kind] is null)
        {
            var earlier = Earlier.Parse<EarlierSettings>(file, text, SyntheticSettings.Json);
            return new(SyntheticSettings.Checked(file, earlier.GeneratorSha256), IsComplete: null, Set: null);
        }
        if (!File.Exists(settings) && !IsOurs(record))
            return null;
        var set = SyntheticSet.Read(folder);
        return new(set.Settings.GeneratorSha256, IsComplete: true, set);
    }

    /// <summary>A data folder, or another program's dataset.json, is no record of a generator.</summary>
    static bool IsOurs(JsonObject record) =>
        record[SyntheticSet.Contract.Fields.Kind] is JsonValue kind
            && kind.TryGetValue<string>(out var word)
            && word == SyntheticSet.Contract.Kind
        || SyntheticSet.Contract.Unmarked(record) is not null;

    static JsonObject Parse(string file, string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject
                ?? throw new InputException($"{file}: damaged (not a JSON object); {Earlier.Remedy}");
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: damaged ({JsonFault.Of(e)}); {Earlier.Remedy}", e);
        }
    }
}
