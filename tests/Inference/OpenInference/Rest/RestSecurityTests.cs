using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.Inference.Security;
using static Platform.Inference.Tests.OpenInference.Rest.RestServer;

namespace Platform.Inference.Tests.OpenInference.Rest;

/// <summary>Keys, rates, pages and the log see a call of REST as they see one of gRPC.</summary>
public sealed class RestSecurityTests(TinyBundleFixture fixture) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rest-keys-");

    string KeysPath => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    string Key(string name, int burst, params Scope[] scopes)
    {
        var (stored, secret) = ApiKey.Create(name, scopes, rate: 1, burst, DateTimeOffset.UtcNow);
        KeyFile.Change(KeysPath, keys => [.. keys, stored]);
        return secret;
    }

    [Fact]
    public async Task Infer_AsksForTheModelsScope_AndIsChargedByItsImages()
    {
        var draws = Key("draws", 100, Scope.Generate);
        var (classifies, small) = (Key("classifies", 100, Scope.Classify), Key("small", 2, Scope.Classify));
        await using var rest = await StartAsync(fixture, new() { Security = new() { Keys = KeysPath } });
        async Task<HttpResponseMessage> AskAsync(string? key, int images = 1)
        {
            rest.Http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
            var input = Input("image", "BYTES", [images]);
            var raw = Tensor.Prefixed([.. Enumerable.Repeat(Samples.Png(0), images)]);
            input["parameters"] = new System.Text.Json.Nodes.JsonObject { ["binary_data_size"] = raw.Length };
            return await rest.InferAsync(Request(input), raw);
        }

        Assert.Contains("no valid API key", await ErrorAsync(await AskAsync(null), HttpStatusCode.Unauthorized));
        Assert.Contains("lacks the scope classify", await ErrorAsync(await AskAsync(draws), HttpStatusCode.Forbidden));
        await ReadAsync(await AskAsync(classifies));
        Assert.Contains(
            "may ask for 2 at once",
            await ErrorAsync(await AskAsync(small, images: 3), HttpStatusCode.TooManyRequests)
        );
        var used = Key("used", 2, Scope.Classify);
        await ReadAsync(await AskAsync(used, images: 2));
        var refused = await AskAsync(used, images: 2);
        Assert.Contains("rate is used up", await ErrorAsync(refused, HttpStatusCode.TooManyRequests));
        Assert.NotNull(refused.Headers.RetryAfter);
        var unload = await rest.Http.PostAsync("/v2/repository/models/tiny/unload", null);
        Assert.Contains("lacks the scope admin", await ErrorAsync(unload, HttpStatusCode.Forbidden));
        rest.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal("{\"live\":true}", await rest.Http.GetStringAsync("/v2/health/live"));
    }

    /// <summary>As over gRPC: a call under way ends within a second, and says why.</summary>
    [Fact]
    public async Task Upload_OfAKeyThatIsTakenAway_Ends()
    {
        var key = Key("taken", 100, Scope.Classify);
        await using var rest = await StartAsync(fixture, new() { Security = new() { Keys = KeysPath } });
        var address = new Uri(rest.Server.Http!);
        using var upload = new TcpClient(address.Host, address.Port);
        await upload
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /v2/models/tiny/infer HTTP/1.1\r\nHost: {address.Authority}\r\nx-api-key: {key}\r\n"
                        + "Content-Length: 1000\r\nConnection: close\r\n\r\n{\"inputs\":["
                )
            );
        var caller = rest.Server.Service<KeyRing>().Find(key, out _)!;
        for (var began = Stopwatch.StartNew(); caller.Calls < 1; await Task.Delay(10))
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(5), "the call is not under way");

        KeyFile.Change(KeysPath, _ => []);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var reader = new StreamReader(upload.GetStream());
        var answer = await reader.ReadToEndAsync(limit.Token);
        Assert.StartsWith("HTTP/1.1 401 ", answer);
        Assert.Contains("{\"error\":\"this key was removed\"}", answer);
    }

    /// <summary>Triton's client names no type of its body: a page could send the same without a permission.</summary>
    [Theory]
    [InlineData("https://attacker.example")]
    [InlineData("null")]
    public async Task ForeignPage_CannotUnload(string origin)
    {
        await using var rest = await StartAsync(fixture);
        using var unload = new HttpRequestMessage(HttpMethod.Post, "/v2/repository/models/tiny/unload");
        unload.Headers.Add("Origin", origin);
        var answer = await rest.Http.SendAsync(unload);
        Assert.Contains("may not call this server", await ErrorAsync(answer, HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.OK, (await rest.Http.GetAsync("/v2/models/tiny/ready")).StatusCode);
        using var own = new HttpRequestMessage(HttpMethod.Post, "/v2/repository/index");
        own.Headers.Add("Origin", rest.Server.Http);
        Assert.Equal(HttpStatusCode.OK, (await rest.Http.SendAsync(own)).StatusCode);
    }

    [Fact]
    public async Task Call_LeavesItsLine_WithItsRequestId_AndNothingOfTheImage()
    {
        await using var rest = await StartAsync(fixture);
        rest.Http.DefaultRequestHeaders.Add("x-request-id", "ward-3");
        using var answer = await rest.InferAsync(Photograph(1));
        Assert.Equal("ward-3", answer.Headers.GetValues("x-request-id").Single());
        await ErrorAsync(await rest.InferAsync(Photograph(1), "none"), HttpStatusCode.NotFound);
        string[] lines = [.. rest.Server.Log.Where(l => l.Contains("/v2/models/{name}/infer"))];
        Assert.Contains(lines, l => l.Contains("POST /v2/models/{name}/infer OK in") && l.Contains("ward-3"));
        Assert.Contains(lines, l => l.Contains("POST /v2/models/{name}/infer NotFound in"));
        Assert.DoesNotContain(rest.Server.Log, l => l.Contains(Convert.ToBase64String(Samples.Png(1))[..40]));
    }
}
