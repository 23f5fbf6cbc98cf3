using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using Platform.Inference.Security;
using Platform.Protos;

namespace Platform.Inference.Serving;

/// <summary>/openapi.json: the JSON calls, written from the descriptors and comments of lesion.proto. OpenAPI 3.0.3.</summary>
static partial class OpenApi
{
    public static void MapOpenApi(this IEndpointRouteBuilder app)
    {
        var text = Write().ToJsonString();
        app.MapGet("/openapi.json", () => Results.Text(text, "application/json")).WithMetadata(RequiredScope.None);
    }

    public static JsonObject Write()
    {
        var comments = ProtoComments.Read();
        var (paths, schemas) = (new JsonObject(), new JsonObject());
        foreach (var method in LesionReflection.Descriptor.Services.Single().Methods)
            if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule)
                foreach (var binding in rule.AdditionalBindings.Prepend(rule)) AddCall(paths, method, binding, comments);
        foreach (var message in LesionReflection.Descriptor.MessageTypes.SelectMany(WithNested)) schemas[Name(message)] = Schema(message, comments);
        return new()
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = "Lesion Platform", ["version"] = "1", ["description"] = "Research use only; not a medical device." },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    static void AddCall(JsonObject paths, MethodDescriptor method, HttpRule rule, IReadOnlyDictionary<string, string> comments)
    {
        var (verb, path) = rule.PatternCase == HttpRule.PatternOneofCase.Get ? ("get", rule.Get) : ("post", rule.Post);
        var variables = Variable().Matches(path).Select(m => m.Groups[1].Value).ToArray();
        var call = new JsonObject
        {
            ["operationId"] = paths.Count(p => p.Value?[verb]?["operationId"]?.ToString().StartsWith(method.Name) == true) is 0 ? method.Name : $"{method.Name}{string.Concat(variables.Select(v => $"_{v}"))}",
            ["description"] = comments.GetValueOrDefault(method.FullName, ""),
            ["parameters"] = new JsonArray([.. variables.Select(v => new JsonObject { ["name"] = v, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } })]),
            ["responses"] = new JsonObject
            {
                ["200"] = Body(method.OutputType, method.IsServerStreaming ? "one object a line" : "the answer"),
                ["default"] = new JsonObject { ["description"] = "code: the gRPC status; message: what is wrong, in one line" },
            },
        };
        if (rule.Body == "*") call["requestBody"] = Body(method.InputType, "the request");
        if (rule.Body == "*" && Photographs.Field(method.InputType) is { } image) AddPhotograph(call, image, comments);
        (paths[path] ??= new JsonObject())[verb] = call;
    }

    /// <summary>The photograph itself as the body, and the other fields as parameters.</summary>
    static void AddPhotograph(JsonObject call, FieldDescriptor image, IReadOnlyDictionary<string, string> comments)
    {
        var content = call["requestBody"]!["content"]!;
        foreach (var type in Photographs.Types)
        {
            var schema = new JsonObject { ["type"] = "string", ["format"] = "binary" };
            content[type] = new JsonObject { ["schema"] = schema };
        }
        foreach (var field in image.ContainingType.Fields.InDeclarationOrder().Where(f => f != image))
            call["parameters"]!.AsArray().Add(new JsonObject
            {
                ["name"] = field.JsonName,
                ["in"] = "query",
                ["description"] = $"With a photograph as the body. {comments.GetValueOrDefault(field.FullName, "")}",
                ["schema"] = One(field),
            });
    }

    static JsonObject Body(MessageDescriptor message, string description) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference(message) } },
    };

    static JsonObject Schema(MessageDescriptor message, IReadOnlyDictionary<string, string> comments)
    {
        var properties = new JsonObject();
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var schema = field.IsMap ? new JsonObject { ["type"] = "object", ["additionalProperties"] = One(field.MessageType.FindFieldByName("value")) }
                : field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = One(field) } : One(field);
            if (comments.TryGetValue(field.FullName, out var comment)) schema = new() { ["allOf"] = new JsonArray(schema), ["description"] = comment };
            properties[field.JsonName] = schema;
        }
        return new() { ["type"] = "object", ["description"] = comments.GetValueOrDefault(message.FullName, ""), ["properties"] = properties };
    }

    static JsonObject One(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Reference(field.MessageType),
        FieldType.Enum => new() { ["type"] = "string", ["enum"] = new JsonArray([.. field.EnumType.Values.Select(v => (JsonNode)v.Name)]) },
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.Bytes => new() { ["type"] = "string", ["format"] = "byte" },
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Float or FieldType.Double => new() { ["type"] = "number", ["format"] = field.FieldType.ToString().ToLowerInvariant() },
        var whole => new() { ["type"] = "integer", ["format"] = whole.ToString().ToLowerInvariant() },
    };

    static JsonObject Reference(MessageDescriptor message) => new() { ["$ref"] = $"#/components/schemas/{Name(message)}" };

    static string Name(MessageDescriptor message) => message.FullName.Replace($"{message.File.Package}.", "");

    static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.Where(n => n.GetOptions()?.MapEntry != true).SelectMany(WithNested).Prepend(message);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Variable();
}
