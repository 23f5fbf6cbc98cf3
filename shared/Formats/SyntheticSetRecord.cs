using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared.Files;

namespace Platform.Shared.Formats;

/// <summary>
/// What a folder of synthetic images says of its making: the one place that knows both records, that of
/// <c>inference sample</c> (settings.json, and dataset.json when the last image is there) and that of
/// <c>training generate</c> (dataset.json).
/// </summary>
/// <param name="GeneratorSha256">of the generator's ONNX file that drew the images</param>
/// <param name="IsComplete">no image is missing, as far as the record tells</param>
/// <param name="Images">how many; null where the record does not tell</param>
public sealed record SyntheticSetRecord(string GeneratorSha256, bool IsComplete, long? Images)
{
    public const string SettingsFile = "settings.json",
        SetFile = "dataset.json";
    const string Field = "generatorSha256";

    /// <returns>null where the folder has no such record: anybody's images</returns>
    /// <exception cref="InputException">A record is damaged, or lacks the generator.</exception>
    public static SyntheticSetRecord? Read(string folder)
    {
        var (settings, set) = (Path.Combine(folder, SettingsFile), Path.Combine(folder, SetFile));
        if (File.Exists(settings))
            return new(
                Generator(settings, Parse(settings)),
                File.Exists(set),
                File.Exists(set) ? Count(Parse(set)) : null
            );
        if (!File.Exists(set) || Parse(set) is not { } record || !record.ContainsKey(Field))
            return null;
        return new(Generator(set, record), IsComplete: true, Count(record));
    }

    static JsonObject Parse(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject
                ?? throw new InputException($"{file}: damaged (not a JSON object); draw the set again");
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: damaged ({JsonFault.Of(e)}); draw the set again", e);
        }
    }

    static string Generator(string file, JsonObject record) =>
        record[Field] is JsonValue value && value.TryGetValue<string>(out var sha256) && sha256.Length == 64
            ? sha256
            : throw new InputException($"{file}: damaged (no {Field}, which names the generator); draw the set again");

    static long? Count(JsonObject record) =>
        record["images"] is JsonValue images && images.TryGetValue<long>(out var count) ? count : null;
}
