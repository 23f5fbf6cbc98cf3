using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Platform.Inference.OpenInference.Rest;
using Platform.Inference.Security;
using Platform.Protos.OpenInference;
using static Platform.Inference.Description.ApiOperation;

namespace Platform.Inference.Description;

/// <summary>The calls of the Open Inference Protocol, by the table of its routes.</summary>
static class InferenceOperations
{
    public const string Tag = "Open Inference";

    public static void AddTo(JsonObject paths, ApiSchemas schemas, Func<string, IReadOnlyList<Scope>> scopesOf)
    {
        foreach (var route in RestRoutes.All.Where(r => r.IsServed))
        foreach (var verb in route.Verbs)
            Add(paths, route, verb, schemas, scopesOf);
    }

    static void Add(
        JsonObject paths,
        RestRoute route,
        string verb,
        ApiSchemas schemas,
        Func<string, IReadOnlyList<Scope>> scopesOf
    )
    {
        var method = GRPCInferenceService.Descriptor.FindMethodByName(route.Method);
        var id = string.Join('_', [verb.ToLowerInvariant(), .. route.Path.Split('/').Skip(1).Select(Plain)]);
        var scopes = scopesOf($"/{method.Service.FullName}/{method.Name}");
        var call = Create(id, Tag, route.Path, $"{route.Summary}.", scopes);
        call["responses"] = Responses(Answer(route, method, schemas), Error(schemas));
        if (Request(route, schemas) is { } request)
            call["requestBody"] = request;
        if (route.Method == RestRoutes.Infer)
            call["parameters"]!.AsArray().Add(LengthParameter());
        (paths[route.Path] ??= new JsonObject())[verb.ToLowerInvariant()] = call;
    }

    static string Plain(string part) => part.Trim('{', '}');

    static JsonObject Answer(RestRoute route, MethodDescriptor method, ApiSchemas schemas)
    {
        JsonObject Of(MessageDescriptor message) => schemas.Reference(message, protoNames: true);
        switch (route.Method)
        {
            case RestRoutes.Infer:
                var answer = Body(InferenceSchemas.Answer(schemas), "the answer; behind the JSON, the binary outputs");
                answer["content"]!["application/octet-stream"] = new JsonObject { ["schema"] = Binary };
                return answer;
            case nameof(GRPCInferenceService.GRPCInferenceServiceBase.RepositoryIndex):
                var one = Of(RepositoryIndexResponse.Types.ModelIndex.Descriptor);
                return Body(new JsonObject { ["type"] = "array", ["items"] = one }, "every model that was found");
            case nameof(GRPCInferenceService.GRPCInferenceServiceBase.ModelConfig):
                return Body(Of(ModelConfig.Descriptor), "the answer");
            default:
                return Body(Of(method.OutputType), "the answer");
        }
    }

    static JsonObject? Request(RestRoute route, ApiSchemas schemas)
    {
        if (route.Method == RestRoutes.Infer)
        {
            var request = Body(InferenceSchemas.Request(schemas), "the request; behind the JSON, the binary inputs");
            request["content"]!["application/octet-stream"] = new JsonObject { ["schema"] = Binary };
            return request;
        }
        if (!route.Path.StartsWith(RestRoutes.Repository, StringComparison.Ordinal))
            return null;
        var properties =
            route.Method == nameof(GRPCInferenceService.GRPCInferenceServiceBase.RepositoryIndex)
                ? new JsonObject { ["ready"] = new JsonObject { ["type"] = "boolean" } }
                : new JsonObject { ["parameters"] = InferenceSchemas.Parameters(schemas) };
        return Body(new JsonObject { ["type"] = "object", ["properties"] = properties }, "may be empty");
    }

    static JsonObject LengthParameter() =>
        new()
        {
            ["name"] = RestModel.LengthHeader,
            ["in"] = "header",
            ["description"] =
                "Bytes of JSON at the body's start, where binary tensors follow; 0 where the body is a photograph.",
            ["schema"] = new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        };

    static JsonObject Error(ApiSchemas schemas) =>
        schemas.Reference(
            "Error",
            () =>
                new()
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["error"] = Text },
                }
        );
}
