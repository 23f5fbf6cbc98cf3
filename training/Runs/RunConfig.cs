using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Configuration;

namespace Platform.Training.Runs;

/// <summary>
/// config.json of a run: what it was trained on and with. <c>Arithmetic</c> says what it was begun with; <c>Starts</c>,
/// which the hash leaves out, lists the starts that differ, with their threads and source commit.
/// </summary>
static class RunConfig
{
    const string Starts = nameof(Starts),
        Arithmetic = nameof(Arithmetic),
        Precision = nameof(Precision),
        Method = nameof(Method);
    const int ShownMost = 40;
    static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>What an option is called, where it is not called as its property.</summary>
    static readonly Dictionary<string, string> Options = new()
    {
        ["Dataset"] = "--data",
        ["ManifestSha256"] = "--data",
        ["RealImages"] = "--images",
        ["Folder"] = "--synthetic",
        ["EncoderSha256"] = "--encoder",
        ["EncoderManifestSha256"] = "--encoder",
        ["EncoderSawTest"] = "--encoder",
        ["Name"] = "--init",
        ["Sha256"] = "--init",
        ["Source"] = "--init",
        ["Licence"] = "--init",
        ["R"] = "--init-pixels",
        ["G"] = "--init-pixels",
        ["B"] = "--init-pixels",
        ["Splits"] = "--seeds",
        ["ByClass"] = "--marginal",
    };

    public static JsonObject Of<T>(T config, Start? start)
        where T : class
    {
        var node = Contract<T>()?.Mark(config, Json) ?? JsonSerializer.SerializeToNode(config, Json)!.AsObject();
        if (start is null)
            return node;
        node[Arithmetic] = JsonSerializer.SerializeToNode(start.Arithmetic, Json);
        node[Starts] = new JsonArray(JsonSerializer.SerializeToNode(start, Json));
        return node;
    }

    /// <summary>Null for a record that no command's runs are read as.</summary>
    static FileContract? Contract<T>() => typeof(T).GetCustomAttribute<RunKindAttribute>()?.Contract;

    public static string Text(JsonObject config) => config.ToJsonString(Json) + "\n";

    /// <exception cref="InputException">Not a configuration of this kind.</exception>
    public static T Read<T>(string file, string text)
        where T : class, IRunRecord
    {
        Contract<T>()?.Parse(file, text);
        try
        {
            var written = JsonNode.Parse(text) as JsonObject ?? throw new JsonException("no object");
            T.Migrate(written);
            return written.Deserialize<T>(Json)!;
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: not a configuration of this kind ({JsonFault.Of(e)})", e);
        }
    }

    /// <summary>Options of a type that the reader knows, where they were read without it.</summary>
    /// <exception cref="JsonException">They are no such options.</exception>
    public static object Typed(object options, Type type) =>
        options is JsonElement written ? written.Deserialize(type, Json)! : options;

    /// <summary>Names a configuration: SHA-256, lower-case hexadecimal, of config.json without its starts.</summary>
    public static string Sha256(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject config && config.Remove(Starts))
                text = Text(config);
        }
        catch (JsonException) { } // its bytes as they are
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>
    /// The options by which two configurations differ, each with both values; none where a run may go on.
    /// </summary>
    /// <param name="text">the run's own config.json; what a release did not write yet has its default</param>
    public static IReadOnlyList<string> Differences<T>(string file, string text, T asked)
        where T : class, IRunRecord
    {
        var there = JsonSerializer.SerializeToNode(Read<T>(file, text), Json)!.AsObject();
        if (there[Precision] is null)
            there.Remove(Precision); // a release that did not write it down
        var now = JsonSerializer.SerializeToNode(asked, Json)!.AsObject();
        if (!JsonNode.DeepEquals(there[Method], now[Method]))
            now.Remove("Options"); // those of another method are no news
        return [.. Differences("", there, now).DistinctBy(d => d.Option).Select(d => d.Text)];
    }

    static IEnumerable<(string Option, string Text)> Differences(string name, JsonNode? there, JsonNode? asked)
    {
        // the encoder's hash is compared, not its path
        if (name is Starts or Arithmetic or "Encoder" || JsonNode.DeepEquals(there, asked))
            yield break;
        if (name == "Folder" && RunFolder.NameOf($"{there}") == RunFolder.NameOf($"{asked}"))
            yield break;
        if (there is JsonObject a && asked is JsonObject b)
        {
            var inner = b.Where(p => p.Key != Precision || a.ContainsKey(Precision))
                .SelectMany(p => Differences(p.Key, a[p.Key], p.Value));
            foreach (var difference in inner)
                yield return difference;
        }
        else if (there is JsonArray x && asked is JsonArray y && x.Count == y.Count)
        {
            foreach (var difference in x.Zip(y, (p, q) => Differences(name, p, q)).SelectMany(d => d))
                yield return difference;
        }
        else
        {
            var option = Options.GetValueOrDefault(name) ?? OptionName.Of(name);
            yield return (option, $"{option} {Shown(there)} there, {Shown(asked)} now");
        }
    }

    static string Shown(JsonNode? value) =>
        value switch
        {
            null => "not given",
            JsonArray or JsonObject => "other",
            _ => value.ToString() is var text && text.Length > ShownMost ? text[..12] : text.ToLowerInvariant(),
        };

    /// <summary>What the run was begun with; null for one of a release that did not write it down.</summary>
    public static Arithmetic? BegunWith(string text) => Part<Arithmetic>(text, Arithmetic);

    /// <summary>The precision that a run computes in; null for one of a release that did not write it down.</summary>
    public static Precision? PrecisionOf(string text) => Part<Precision?>(text, Precision);

    /// <summary>The same configuration with a start more, where that differs from the last one.</summary>
    public static string WithStart(string text, Start start)
    {
        var (config, node) = (JsonNode.Parse(text)!.AsObject(), JsonSerializer.SerializeToNode(start, Json));
        if (config[Starts] is not JsonArray starts)
            config[Starts] = starts = [];
        if (starts.Count > 0 && JsonNode.DeepEquals(starts[^1], node))
            return text;
        starts.Add(node);
        return Text(config);
    }

    static T? Part<T>(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text)?[name] is { } node ? node.Deserialize<T>(Json) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
