using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using Platform.Protos;
using Platform.Shared.Imaging;
using static Platform.Inference.Description.ApiOperation;

namespace Platform.Inference.Description;

/// <summary>The calls of lesion.proto, by the paths that it gives them.</summary>
static class LesionOperations
{
    public const string Tag = "Lesion";

    public static void AddTo(JsonObject paths, ApiSchemas schemas, Func<string, IReadOnlyList<Scope>> scopesOf)
    {
        foreach (var method in LesionReflection.Descriptor.Services.Single().Methods)
            if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule)
                foreach (var (i, binding) in rule.AdditionalBindings.Prepend(rule).Index())
                    Add(paths, method, binding, isFirst: i == 0, schemas, scopesOf);
    }

    static void Add(
        JsonObject paths,
        MethodDescriptor method,
        HttpRule rule,
        bool isFirst,
        ApiSchemas schemas,
        Func<string, IReadOnlyList<Scope>> scopesOf
    )
    {
        var isGet = rule.PatternCase == HttpRule.PatternOneofCase.Get;
        var (verb, path) = isGet ? ("get", rule.Get) : ("post", rule.Post);
        var id = isFirst ? method.Name : $"{method.Name}{string.Concat(Variables(path).Select(v => $"_{v}"))}";
        var scopes = scopesOf($"/{method.Service.FullName}/{method.Name}");
        var call = Create(id, Tag, path, schemas.Comment(method.FullName), scopes);
        var answer = Body(
            schemas.Reference(method.OutputType, protoNames: false),
            method.IsServerStreaming ? "one object a line" : "the answer"
        );
        call["responses"] = Responses(answer, Error(schemas));
        if (rule.Body == "*")
            call["requestBody"] = Body(schemas.Reference(method.InputType, protoNames: false), "the request");
        if (rule.Body == "*" && Photographs.Field(method.InputType) is { } image)
            AddPhotograph(call, image, schemas);
        (paths[path] ??= new JsonObject())[verb] = call;
    }

    /// <summary>The photograph itself as the body, and the other fields as parameters.</summary>
    static void AddPhotograph(JsonObject call, FieldDescriptor image, ApiSchemas schemas)
    {
        var content = call["requestBody"]!["content"]!;
        foreach (var format in ImageFormats.All)
            content[format.MediaType] = new JsonObject { ["schema"] = Binary };
        foreach (var field in image.ContainingType.Fields.InDeclarationOrder().Where(f => f != image))
            call["parameters"]!
                .AsArray()
                .Add(
                    new JsonObject
                    {
                        ["name"] = field.JsonName,
                        ["in"] = "query",
                        ["description"] = $"With a photograph as the body. {schemas.Comment(field.FullName)}",
                        ["schema"] = schemas.One(field, protoNames: false),
                    }
                );
    }

    /// <summary>google.rpc.Status, of every call outside /v2.</summary>
    public static JsonObject Error(ApiSchemas schemas) =>
        schemas.Reference(
            "Status",
            () =>
                new()
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["code"] = new JsonObject
                        {
                            ["type"] = "integer",
                            ["format"] = "int32",
                            ["description"] =
                                "The gRPC status: 3 is INVALID_ARGUMENT, 5 NOT_FOUND, 8 RESOURCE_EXHAUSTED.",
                        },
                        ["message"] = new JsonObject
                        {
                            ["type"] = "string",
                            ["description"] = "What is wrong, in one line.",
                        },
                        ["details"] = new JsonObject
                        {
                            ["type"] = "array",
                            ["items"] = new JsonObject { ["type"] = "object" },
                        },
                    },
                }
        );
}
