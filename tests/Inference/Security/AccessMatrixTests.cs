using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Routing;
using Platform.Inference.Security;
using Platform.Inference.Serving;

namespace Platform.Inference.Tests.Security;

/// <summary>
/// Every route of the server that was built, by every port, key and way to write its path: a route that is added
/// tomorrow is in the matrix without anybody having to think of it.
/// </summary>
public sealed partial class AccessMatrixTests(TinyBundleFixture fixture) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matrix-");

    string KeysPath => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A way to call: its path is the route's own, unless it is <see cref="Disguised"/>.</summary>
    sealed record Attempt(RouteEndpoint Route, ListenerRole Port, int Address, Scope? Key, string? Secret, string Path)
    {
        public bool Disguised { get; init; }

        public override string ToString() => $"{Port} port, {Path} with {Key?.ToString() ?? Secret ?? "no"} key";
    }

    [Fact]
    public async Task EveryRoute_IsReached_OnlyOnItsPorts_AndOnlyWithItsKeys()
    {
        var secrets = Enum.GetValues<Scope>().ToDictionary(s => s, Add);
        var security = new SecurityOptions
        {
            Keys = KeysPath,
            MetricsPort = 0,
            HealthPort = 0,
        };
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = security,
            }
        );
        var routes = server.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        Assert.True(routes.Length > 40, $"{routes.Length} routes");

        using var http1 = new HttpClient();
        using var http2 = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var (reached, wrong) = (0, new List<string>());
        await Parallel.ForEachAsync(
            routes.SelectMany(r => Attempts(r, secrets)),
            async (attempt, cancel) =>
            {
                var client = attempt.Port is ListenerRole.Health || attempt.Address == 0 ? http2 : http1;
                var (isReached, answer) = await CallAsync(client, server.Addresses[attempt.Address], attempt, cancel);
                if (isReached)
                    Interlocked.Increment(ref reached);
                var may = May(attempt);
                if (isReached == may || (attempt.Disguised && !isReached))
                    return;
                lock (wrong)
                    wrong.Add($"{attempt}: {answer}, where {(may ? "it may be reached" : "it may not")}");
            }
        );
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(reached > routes.Length, $"only {reached} were reached");
    }

    /// <summary>
    /// What a stranger may call, written out: a route joins this list by a decision, not by an oversight.
    /// </summary>
    [Fact]
    public async Task WhatIsOpenToEverybody_IsThisList()
    {
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = new() { MetricsPort = 0, HealthPort = 0 },
            }
        );
        string[] open =
        [
            .. server
                .Service<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(r => Permission.Of(r).Count == 0)
                .Select(r => r.RoutePattern.RawText!)
                .Where(path => !PageFile().IsMatch(path))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(Open, open);
    }

    static readonly string[] Open =
    [
        "/",
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch",
        "/inference.GRPCInferenceService/ModelReady",
        "/inference.GRPCInferenceService/ServerLive",
        "/inference.GRPCInferenceService/ServerReady",
        "/metrics",
        "/openapi.json",
        "/v2/health/live",
        "/v2/health/ready",
        "/v2/models/{name}/ready",
        "/v2/models/{name}/versions/{version}/ready",
    ];

    static IEnumerable<Attempt> Attempts(RouteEndpoint route, Dictionary<Scope, string> secrets)
    {
        (ListenerRole Role, int Address)[] ports =
        [
            (ListenerRole.Calls, 0),
            (ListenerRole.Calls, 1),
            (ListenerRole.Metrics, 2),
            (ListenerRole.Health, 3),
        ];
        var path = Path.Combine("/", route.RoutePattern.RawText!.Replace("{version}", "1.0.0"));
        path = Variable().Replace(path, path.Contains("/repository/") ? "other" : "tiny");
        foreach (var (role, address) in ports)
        {
            var without = new Attempt(route, role, address, null, null, path);
            yield return without;
            yield return without with
            {
                Secret = ApiKey.Create("stranger", [Scope.Admin], 1, 1, default).Secret,
            };
            foreach (var (scope, secret) in secrets)
                yield return without with
                {
                    Key = scope,
                    Secret = secret,
                };
            foreach (var disguise in Disguises(path))
                yield return without with
                {
                    Path = disguise,
                    Disguised = true,
                };
        }
    }

    /// <summary>The same path to a lenient reader.</summary>
    static IEnumerable<string> Disguises(string path) =>
        [
            $"{path}/",
            $"{path}/.",
            $"{path}/..{path}",
            $"/x/..{path}",
            $"/{path}",
            path.ToUpperInvariant(),
            $"{path}?x=1",
            $"/%{(int)path.ElementAtOrDefault(1):X2}{path.AsSpan(Math.Min(2, path.Length))}",
            $"{path}%00",
            $"{path};x",
        ];

    /// <summary>By what the route says of itself, which the server's own check of a call is compared with.</summary>
    static bool May(Attempt attempt) =>
        attempt.Route.Metadata.GetMetadata<OnPorts>() is { } ports
        && ports.Roles.Contains(attempt.Port)
        && (
            Permission.Of(attempt.Route) is { Count: 0 }
            || (attempt.Key is { } scope && Permission.Of(attempt.Route).Contains(scope) && Reads(attempt.Route, scope))
        );

    /// <summary>REST names the model in its path: that of this test classifies.</summary>
    static bool Reads(RouteEndpoint route, Scope scope) =>
        !route.RoutePattern.RawText!.EndsWith("/infer", StringComparison.Ordinal) || scope == Scope.Classify;

    static async Task<(bool Reached, string Answer)> CallAsync(
        HttpClient client,
        string address,
        Attempt attempt,
        CancellationToken cancel
    )
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var verb = attempt.Route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
        using var request = new HttpRequestMessage(new(verb), new Uri(address + attempt.Path, asWritten));
        (request.Version, request.VersionPolicy) = (client.DefaultRequestVersion, client.DefaultVersionPolicy);
        if (attempt.Secret is { } secret)
            request.Headers.Authorization = new("Bearer", secret);
        if (verb == "POST")
            request.Content = new ByteArrayContent([]);
        if (IsNative(attempt.Route))
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await SendAsync(client, request, attempt.Disguised, cancel);
        if (answer is null)
            return (false, "not HTTP to the server");
        var text = await answer.Content.ReadAsStringAsync(cancel);
        var headers = answer.Headers.Concat(answer.TrailingHeaders).ToLookup(h => h.Key, h => h.Value.First());
        if (headers["grpc-status"].FirstOrDefault() is { } status)
            return (status is not ("7" or "8" or "12" or "16"), $"grpc-status {status}");
        var nowhere =
            answer.StatusCode is HttpStatusCode.NotFound
            && (text.Contains("nothing there") || text.Contains("not on this port"));
        var refused =
            answer.StatusCode
            is HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
                or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.TooManyRequests;
        refused |= attempt.Disguised && answer.StatusCode == HttpStatusCode.BadRequest;
        return (!nowhere && !refused, $"{(int)answer.StatusCode}");
    }

    /// <returns>null where the server reads no request from so odd a path</returns>
    static async Task<HttpResponseMessage?> SendAsync(
        HttpClient client,
        HttpRequestMessage request,
        bool odd,
        CancellationToken cancel
    )
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
        }
        catch (HttpRequestException e) when (odd && e.HttpRequestError == HttpRequestError.HttpProtocolError)
        {
            return null;
        }
    }

    static bool IsNative(RouteEndpoint route) =>
        route.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
        && route.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null;

    string Add(Scope scope)
    {
        var (stored, secret) = ApiKey.Create($"{scope}", [scope], 100_000, 100_000, DateTimeOffset.UtcNow);
        KeyFile.Change(KeysPath, keys => [.. keys, stored]);
        return secret;
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^/[\w-]+\.(css|js|svg|png|ico|woff2)$")]
    private static partial Regex PageFile();
}
