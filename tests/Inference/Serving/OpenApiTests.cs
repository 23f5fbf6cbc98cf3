using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Routing;
using Platform.Inference.Description;
using Platform.Inference.OpenInference.Rest;
using Platform.Inference.Security;
using Platform.Inference.Tests.Security;

namespace Platform.Inference.Tests.Serving;

/// <summary>/openapi.json, by which others write their clients.</summary>
public class OpenApiTests(TinyBundleFixture fixture, NodeFixture node)
{
    static IEnumerable<(string Path, string Verb, JsonObject Call)> Calls(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from call in path.Value!.AsObject()
        select (path.Key, call.Key, call.Value!.AsObject());

    /// <summary>Without a server, whose endpoints tell the scopes.</summary>
    static JsonObject Document(bool keys) => ApiDocument.Write(keys, _ => [Scope.Classify]);

    /// <summary>A route that is added tomorrow has to be described.</summary>
    [Fact]
    public async Task Document_DescribesEveryRouteOfJson()
    {
        var options = new Inference.Serving.ServeOptions { Ports = new() { HttpPort = 0 } };
        await using var server = await SecuredServer.StartAsync(fixture, options);
        var served = server.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(IsJson);
        var expected = served.SelectMany(r =>
            r.Metadata.GetMetadata<IHttpMethodMetadata>()!
                .HttpMethods.Select(verb => $"{verb.ToLowerInvariant()} {r.RoutePattern.RawText}")
        );
        var document = Document(keys: false);
        string[] described = [.. Calls(document).Select(c => $"{c.Verb} {c.Path}").Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), described);
        Assert.Contains("get /v1/state", described);
        Assert.Contains("post /v2/models/{name}/infer", described);
    }

    /// <summary>Neither native gRPC, nor the page, nor what only says that it is not served.</summary>
    static bool IsJson(RouteEndpoint route) =>
        (
            route.Metadata.GetMetadata<GrpcMethodMetadata>() is null
            || route.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null
        )
        && route.RoutePattern.RawText is var path
        && (path!.StartsWith("/v1") || path.StartsWith("/v2"))
        && route.Metadata.GetMetadata<RestRoute>()?.IsServed != false;

    [Fact]
    public async Task Document_SaysHowToSendAKey_WhatErrorsAre_AndWhatIsOpen()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        var document = (await http.GetFromJsonAsync<JsonObject>("/openapi.json"))!;
        var schemes = document["components"]!["securitySchemes"]!;
        Assert.Equal(("bearer", "x-api-key"), ($"{schemes["bearer"]!["scheme"]}", $"{schemes["apiKey"]!["name"]}"));
        Assert.Equal(3, document["security"]!.AsArray().Count); // without --keys, none will do
        Assert.Equal(2, Document(keys: true)["security"]!.AsArray().Count);
        Assert.Equal("/", $"{document["servers"]![0]!["url"]}");
        var open = Calls(document).Where(c => c.Call["security"] is JsonArray { Count: 0 }).Select(c => c.Path);
        Assert.Equal(
            [
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models/{name}/ready",
                "/v2/models/{name}/versions/{version}/ready",
            ],
            open
        );
        foreach (var (path, _, call) in Calls(document))
        {
            var error = $"{call["responses"]!["4XX"]!["content"]!["application/json"]!["schema"]!["$ref"]}";
            Assert.Equal($"#/components/schemas/{(path.StartsWith("/v2") ? "Error" : "Status")}", error);
        }
        var ids = Calls(document).Select(c => $"{c.Call["operationId"]}").ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Document_HasTheCommentsOfTheProtos_AndEverySchemaThatItRefersTo()
    {
        var document = Document(keys: false);
        var schemas = document["components"]!["schemas"]!;
        var image = schemas["ClassifyRequest"]!["properties"]!["image"]!;
        Assert.Contains("JPEG", $"{image["description"]}");
        var cells = schemas["ClassActivation"]!["properties"]!["values"]!;
        Assert.Contains("what each cell adds", $"{cells["description"]}");
        Assert.Contains("READY", $"{schemas["RepositoryIndexResponse.ModelIndex"]!["properties"]!["state"]}");
        Assert.Contains("uptimeSeconds", schemas["ServerState"]!["properties"]!.AsObject().Select(p => p.Key));
        foreach (var reference in References(document))
            Assert.NotNull(schemas[reference["#/components/schemas/".Length..]]);
    }

    static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [$"{p.Value}"] : References(p.Value)),
            JsonArray array => array.SelectMany(References),
            _ => [],
        };

    /// <summary>By the recommended rules of Redocly's lint: no error, and no warning.</summary>
    [Fact]
    public async Task Document_PassesRedoclysLint()
    {
        await node.InstallAsync();
        using var folder = new TemporaryFiles();
        var file = folder.Write("openapi.json", JsonSerializer.SerializeToUtf8Bytes(Document(keys: true)));
        var (code, output, error) = await node.StartAsync(
            "node",
            "node_modules/@redocly/cli/bin/cli.js",
            "lint",
            "--format=json",
            file
        );
        var totals = JsonNode.Parse(output)!["totals"]!;
        Assert.True(code == 0 && (int)totals["errors"]! == 0 && (int)totals["warnings"]! == 0, $"{output}\n{error}");
    }
}
