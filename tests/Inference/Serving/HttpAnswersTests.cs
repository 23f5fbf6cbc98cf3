using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Platform.Inference.Security;
using Platform.Inference.Tests.Security;

namespace Platform.Inference.Tests.Serving;

/// <summary>Verbs and paths that are not there, on every route of the HTTP ports.</summary>
public class HttpAnswersTests(TinyBundleFixture fixture)
{
    static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    [Fact]
    public async Task EveryRoute_AnswersItsVerbs_AndNamesThemToOthers()
    {
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new Inference.Serving.ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = new() { MetricsPort = 0 },
            }
        );
        using var http = new HttpClient();
        var routes = server
            .Service<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .GroupBy(r => Path(r.RoutePattern.RawText!))
            .ToArray();
        Assert.Contains(routes, r => r.Key == "/v1/bundles/tiny/1.0.0");
        foreach (var route in routes)
        {
            var metrics = ListenerRoles.Answers(route.First(), ListenerRole.Metrics);
            var address = server.Addresses[metrics ? 2 : 1] + route.Key;
            var verbs = route.SelectMany(r => r.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods);
            string[] own = [.. verbs.Distinct()];
            string[] allowed = own.Contains("GET") ? [.. own, "HEAD"] : own;
            foreach (var verb in Verbs)
            {
                using var answer = await http.SendAsync(new HttpRequestMessage(new(verb), address));
                var what = $"{verb} {route.Key}: {(int)answer.StatusCode}";
                Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
                if (route.Key.StartsWith("/v"))
                    Assert.True(answer.Headers.CacheControl?.NoStore, what);
                Assert.True(allowed.Contains(verb) == (answer.StatusCode != HttpStatusCode.MethodNotAllowed), what);
                if (answer.StatusCode == HttpStatusCode.MethodNotAllowed)
                    Assert.Equal(allowed.Order(), answer.Content.Headers.Allow.Order());
                var served = answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotImplemented;
                if (verb == "GET" && own.Contains("GET"))
                    Assert.True(served, what);
                if (verb == "HEAD")
                {
                    Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
                    if (allowed.Contains("HEAD"))
                        Assert.True(served, what);
                }
                else if (!answer.IsSuccessStatusCode)
                {
                    string[] fields = route.Key.StartsWith("/v2") ? ["error"] : ["code", "message", "details"];
                    Assert.Equal(fields, await FieldsAsync(answer));
                }
            }
        }
    }

    static string Path(string pattern) =>
        pattern
            .Replace("{name}", pattern.Contains("/repository/") ? "other" : "tiny")
            .Replace("{version}", "1.0.0")
            .Replace("{region}", "r");

    static async Task<string[]> FieldsAsync(HttpResponseMessage answer) =>
        [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateObject().Select(p => p.Name)];

    [Theory]
    [InlineData("GET", "/nowhere", "", HttpStatusCode.NotFound, "/nowhere: nothing there; /openapi.json describes")]
    [InlineData("POST", "/lesion.v1.Lesion/Nope", "", HttpStatusCode.NotFound, "/lesion.v1.Lesion/Nope: nothing there")]
    [InlineData("GET", "/v1/classify", "", HttpStatusCode.MethodNotAllowed, "GET /v1/classify: use POST")]
    [InlineData("POST", "/lesion.v1.Lesion/Embed", "text/json", HttpStatusCode.UnsupportedMediaType, "a call of gRPC")]
    public async Task WhatIsNotThere_IsSaidInJson(
        string verb,
        string path,
        string type,
        HttpStatusCode status,
        string message
    )
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Ports = new() { HttpPort = 0 } });
        using var http = new HttpClient { BaseAddress = new(server.Http!) };
        using var request = new HttpRequestMessage(new(verb), path);
        if (type != "")
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new(type) } };
        using var answer = await http.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(message, body.GetProperty("message").GetString());
    }

    /// <summary>A gRPC client is told in gRPC.</summary>
    [Fact]
    public async Task GrpcCall_ThatIsNotThere_IsUnimplemented()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var method = new Grpc.Core.Method<byte[], byte[]>(
            Grpc.Core.MethodType.Unary,
            "lesion.v1.Lesion",
            "Nope",
            Grpc.Core.Marshallers.Create<byte[]>(b => b, b => b),
            Grpc.Core.Marshallers.Create<byte[]>(b => b, b => b)
        );
        var call = server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, []);
        var error = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => call.ResponseAsync);
        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, error.StatusCode);
        Assert.Contains("/lesion.v1.Lesion/Nope: nothing there", error.Status.Detail);
    }
}
