using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Inference.Security;

namespace Platform.Inference.Description;

/// <summary>What every operation of the document has.</summary>
static partial class ApiOperation
{
    /// <param name="text">whose first sentence is the summary</param>
    /// <param name="scopes">of which the caller's key must have one; empty for what is open to everybody</param>
    public static JsonObject Create(string id, string tag, string path, string text, IReadOnlyList<Scope> scopes)
    {
        var parameters = Variables(path)
            .Select(v => new JsonObject
            {
                ["name"] = v,
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" },
            });
        var asked = string.Join(" or ", scopes.Select(s => s.ToString().ToLowerInvariant()));
        var call = new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(tag),
            ["summary"] = text.Split(". ")[0].TrimEnd('.'),
            ["description"] = asked == "" ? text : $"{text} Scope of the key: {asked}.",
            ["parameters"] = new JsonArray([.. parameters]),
        };
        if (scopes.Count == 0)
            call["security"] = new JsonArray();
        return call;
    }

    public static IEnumerable<string> Variables(string path) => Variable().Matches(path).Select(m => m.Groups[1].Value);

    /// <summary>Answers: the one that was asked for, and what is said instead.</summary>
    public static JsonObject Responses(JsonObject answer, JsonObject error) =>
        new()
        {
            ["200"] = answer,
            ["4XX"] = Body(error.DeepClone(), "what the caller can change: what is wrong, in one line"),
            ["5XX"] = Body(error, "a fault of the server, or what it does not do"),
        };

    public static JsonObject Body(JsonNode schema, string description, string type = "application/json") =>
        new()
        {
            ["description"] = description,
            ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } },
        };

    public static JsonObject Text => new() { ["type"] = "string" };

    public static JsonObject Binary => new() { ["type"] = "string", ["format"] = "binary" };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Variable();
}
