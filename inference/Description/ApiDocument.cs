using System.Text.Json.Nodes;
using Grpc.AspNetCore.Server;
using Platform.Inference.Security;
using Platform.Inference.Wire;

namespace Platform.Inference.Description;

/// <summary>
/// /openapi.json: the JSON calls, written from the descriptors and comments of the protos and from the table of routes.
/// OpenAPI 3.0.3.
/// </summary>
static class ApiDocument
{
    public static void MapOpenApi(this IEndpointRouteBuilder app)
    {
        var keys = app.ServiceProvider.GetRequiredService<KeyRing>();
        // when it is first asked for, because only then every endpoint is there
        var text = new Lazy<string>(() => Write(keys.Required, Scopes(app.ServiceProvider)).ToJsonString());
        app.MapGet("/openapi.json", () => Results.Text(text.Value, "application/json"))
            .WithMetadata(new OpenToEverybodyAttribute(), new ShortMessagesAttribute());
    }

    /// <summary>Of the calls of gRPC, by their full names.</summary>
    static Func<string, IReadOnlyList<Scope>> Scopes(IServiceProvider services)
    {
        var calls = services
            .GetRequiredService<EndpointDataSource>()
            .Endpoints.ToLookup(e => e.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName);
        return name => Permission.Of(calls[name].First());
    }

    /// <param name="keys">whether the server asks for them</param>
    /// <param name="scopes">of which a call of gRPC asks for one, by its full name</param>
    public static JsonObject Write(bool keys, Func<string, IReadOnlyList<Scope>> scopes)
    {
        var schemas = new ApiSchemas(ProtoComments.Read());
        var paths = new JsonObject();
        LesionOperations.AddTo(paths, schemas, scopes);
        StateOperation.AddTo(paths, schemas);
        InferenceOperations.AddTo(paths, schemas, scopes);
        return new()
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject
            {
                ["title"] = "Lesion Platform",
                ["version"] = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Research use only; not a medical device.",
                ["license"] = new JsonObject
                {
                    ["name"] = "Apache-2.0",
                    ["url"] = "https://www.apache.org/licenses/LICENSE-2.0",
                },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "where this file is" }),
            ["security"] = Security(keys),
            ["tags"] = new JsonArray(
                Tag(LesionOperations.Tag, "Photographs in, classes out; synthetic images; what is served."),
                Tag(InferenceOperations.Tag, "The Open Inference Protocol (KServe v2) with extensions of Triton.")
            ),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["apiKey"] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = "x-api-key",
                    },
                },
                ["schemas"] = schemas.Used(),
            },
        };
    }

    /// <summary>Either way to send a key; none, too, where the server asks for none.</summary>
    static JsonArray Security(bool keys)
    {
        var ways = new JsonArray(
            new JsonObject { ["bearer"] = new JsonArray() },
            new JsonObject { ["apiKey"] = new JsonArray() }
        );
        if (!keys)
            ways.Add(new JsonObject());
        return ways;
    }

    static JsonObject Tag(string name, string description) => new() { ["name"] = name, ["description"] = description };
}
