using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared.Files;

namespace Platform.Shared.Formats;

/// <summary>
/// The contract of a JSON file that one process writes and another one reads: the file says in its fields <c>kind</c>
/// and <c>schema</c> what it is, and both are checked before anything else of it is read.
/// </summary>
/// <param name="Kind">what the file says that it is</param>
/// <param name="Schema">the schema that is written, and the newest that is read</param>
/// <param name="Maker">the command that makes such a file, for messages</param>
public sealed record FileContract(string Kind, int Schema, string Maker)
{
    /// <summary>The oldest schema that is read.</summary>
    public int First { get; init; } = 1;

    /// <summary>Names of the two fields in the file.</summary>
    public (string Kind, string Schema) Fields { get; init; } = ("kind", "schema");

    /// <summary>What to do about a file that is damaged, or too old to be read.</summary>
    public string Remedy { get; init; } = $"run {Maker} again";

    /// <summary>
    /// The schema of a file whose release wrote no kind into it; null for a file that is not of this contract.
    /// </summary>
    public Func<JsonObject, int?> Unmarked { get; init; } = _ => null;

    /// <exception cref="InputException">
    /// The file is missing, empty, damaged, of another kind, or of a schema that this release does not read.
    /// </exception>
    public JsonObject Read(string path) => Parse(path, Content(path));

    /// <summary>Reads the file as a record.</summary>
    /// <exception cref="InputException">
    /// As <see cref="Read(string)"/>, or a field is missing or has another type.
    /// </exception>
    public T Read<T>(string path, JsonSerializerOptions json) => Parse<T>(path, Content(path), json);

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">As <see cref="Read(string)"/>.</exception>
    public JsonObject Parse(string path, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Refused(path, "empty");
        try
        {
            var content = JsonNode.Parse(text) as JsonObject ?? throw Refused(path, "damaged (not a JSON object)");
            Check(path, content);
            return content;
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // a name that is there twice
        {
            throw Damaged(path, e);
        }
    }

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">As <see cref="Read{T}(string, JsonSerializerOptions)"/>.</exception>
    public T Parse<T>(string path, string text, JsonSerializerOptions json)
    {
        Parse(path, text);
        try
        {
            return JsonSerializer.Deserialize<T>(text, json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw Damaged(path, e);
        }
    }

    /// <summary>The schema that a file which was read is of.</summary>
    public int SchemaOf(JsonObject content) =>
        content[Fields.Kind] is null ? Unmarked(content)!.Value : content[Fields.Schema]!.GetValue<int>();

    /// <summary>The record as JSON, with its kind and schema before everything else.</summary>
    public JsonObject Mark<T>(T content, JsonSerializerOptions json)
    {
        var marked = new JsonObject { [Fields.Kind] = Kind, [Fields.Schema] = Schema };
        var plain = JsonSerializer.SerializeToNode(content, json)!.AsObject();
        foreach (var (name, value) in plain.ToArray())
        {
            plain.Remove(name);
            marked.Add(name, value);
        }
        return marked;
    }

    /// <summary>The record as the text of its file.</summary>
    public string Text<T>(T content, JsonSerializerOptions json) => Mark(content, json).ToJsonString(json) + "\n";

    void Check(string path, JsonObject content)
    {
        if (content[Fields.Kind] is { } kind && Word(kind) != Kind)
            throw new InputException(
                $"{path}: its {Fields.Kind} is {kind.ToJsonString()}, not \"{Kind}\"; give one that {Maker} made"
            );
        var schema = content[Fields.Kind] is null ? Unmarked(content) : Whole(content[Fields.Schema]);
        if (schema is null)
            throw content[Fields.Kind] is null
                ? new InputException(
                    $"{path}: without {Fields.Kind}, so it is not known to be \"{Kind}\"; give one that {Maker} made"
                )
                : Refused(path, $"damaged (without {Fields.Schema})");
        if (schema > Schema)
            throw new InputException(
                $"{path}: schema {schema}, made by a newer release; this one reads {Known()}: update it"
            );
        if (schema < First)
            throw Refused(path, $"schema {schema}, made by an earlier release; this one reads {Known()}");
    }

    string Content(string path) => File.Exists(path) ? File.ReadAllText(path) : throw Refused(path, "missing");

    string Known() => First == Schema ? $"schema {Schema}" : $"schema {First} to {Schema}";

    InputException Damaged(string path, Exception fault) =>
        new($"{path}: damaged ({JsonFault.Of(fault)}); {Remedy}", fault);

    InputException Refused(string path, string reason) => new($"{path}: {reason}; {Remedy}");

    static string? Word(JsonNode node) =>
        node is JsonValue value && value.TryGetValue<string>(out var word) ? word : null;

    static int? Whole(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
