using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Inference.Tests.Serving;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Tests.Security;

/// <summary>
/// Who asked for what is in the log, refused calls among them; how many of these there are is bounded.
/// </summary>
public sealed class AuditTests(TinyBundleFixture fixture) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("audit-");

    string Keys => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    string Add(string name, params Scope[] scopes)
    {
        var (stored, secret) = ApiKey.Create(name, scopes, 1000, 1000, DateTimeOffset.UtcNow);
        KeyFile.Change(Keys, keys => [.. keys, stored]);
        return secret;
    }

    Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(
            fixture.Path,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = new() { Keys = Keys },
            }
        );

    static Metadata Of(string key) => new() { { "x-api-key", key } };

    static async Task<string> LineAsync(RunningServer server, Func<string, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        while (true)
        {
            if (server.Log.FirstOrDefault(wanted) is { } line)
                return line;
            await Task.Delay(20, limit.Token);
        }
    }

    [Fact]
    public async Task Call_LeavesALine_OfWhoAskedWhichModelForHowManyImages()
    {
        var key = Add("ward 3", Scope.Classify);
        await using var server = await StartAsync();
        var image = new ModelInferRequest.Types.InferInputTensor
        {
            Name = "image",
            Datatype = "BYTES",
            Shape = { 2 },
            Contents = new()
            {
                BytesContents = { ByteString.CopyFrom(Samples.Png(1)), ByteString.CopyFrom(Samples.Png(2)) },
            },
        };
        var headers = Of(key);
        headers.Add("x-request-id", "r-7");
        headers.Add("x-forwarded-for", "203.0.113.9");
        await server.Inference.ModelInferAsync(new() { ModelName = "tiny", Inputs = { image } }, headers);
        var line = await LineAsync(server, l => l.Contains("r-7"));
        Assert.StartsWith("Information /inference.GRPCInferenceService/ModelInfer OK in ", line);
        Assert.Contains(
            $", key {ApiKey.IdOf(key)} (ward 3) from 127.0.0.1, model tiny 1.0.0, images 2, request r-7",
            line
        );
        Assert.DoesNotContain(server.Log, l => l.Contains(key) || l.Contains("203.0.113.9"));
    }

    /// <summary>What ends before a handler of ours, and what has none of gRPC.</summary>
    [Fact]
    public async Task JsonCall_ThatIsRefusedOrAsksForTheState_LeavesALine()
    {
        var key = Add("ward 3", Scope.Classify);
        await using var server = await StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-api-key", key);
        using var state = await http.GetAsync($"{server.Http}/v1/state");
        Assert.Equal(HttpStatusCode.OK, state.StatusCode);
        using var refused = await http.PostAsync($"{server.Http}/v1/classify", new StringContent("{"));
        Assert.False(refused.IsSuccessStatusCode);
        await LineAsync(server, l => l.Contains("/v1/state 200 in ") && l.Contains($"key {ApiKey.IdOf(key)} (ward 3)"));
        await LineAsync(server, l => l.Contains("/lesion.v1.Lesion/Classify 415 in "));
    }

    [Fact]
    public async Task CallsWithoutAValidKey_LeaveALineASecond_ThenAreToldToWait_AndAValidKeyIsAnswered()
    {
        var key = Add("ward 3", Scope.Classify);
        await using var server = await StartAsync();
        var wrong = key[..^1] + (key[^1] == 'A' ? 'B' : 'A');
        var statuses = new List<Status>();
        const int tries = 3 * RefusedTries.MostInAMinute;
        for (var i = 0; i < tries; i++)
            statuses.Add(await SecuredServer.ClassifyAsync(server.Channel, wrong));

        Assert.All(statuses[..RefusedTries.MostInAMinute], s => Assert.Equal(StatusCode.Unauthenticated, s.StatusCode));
        Assert.All(
            statuses[RefusedTries.MostInAMinute..],
            s => Assert.Equal(StatusCode.ResourceExhausted, s.StatusCode)
        );
        Assert.StartsWith("too many calls without a valid API key from your address; wait ", statuses[^1].Detail);
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(server.Channel, key)).StatusCode);

        using var http = new HttpClient();
        using var json = await http.GetAsync($"{server.Http}/v1/bundles");
        Assert.Equal(HttpStatusCode.TooManyRequests, json.StatusCode);
        Assert.NotNull(json.Headers.RetryAfter);

        var id = ApiKey.IdOf(key);
        await LineAsync(
            server,
            l => l.Contains(" calls refused from 127.0.0.1, the last: ") && l.Contains("/ListBundles, no key")
        );
        var lines = server.Log.Where(l => l.Contains("calls refused from")).ToArray();
        Assert.InRange(lines.Length, 1, 30);
        Assert.Equal(tries + 1, lines.Sum(l => int.Parse(l.Split(' ')[1])));
        Assert.All(lines, l => Assert.StartsWith("Warning ", l));
        Assert.True(
            lines.Length == 1 || lines[0].Contains($"/lesion.v1.Lesion/Classify, key {id}, not valid"),
            lines[0]
        );
        Assert.DoesNotContain(server.Log, l => l.Contains(wrong));
    }

    [Fact]
    public async Task CallWithoutItsScope_LeavesALineThatNamesItsKey()
    {
        var key = Add("ward 3", Scope.Generate);
        await using var server = await StartAsync();
        Assert.Equal(StatusCode.PermissionDenied, (await SecuredServer.ClassifyAsync(server.Channel, key)).StatusCode);
        await LineAsync(
            server,
            l =>
                l.Contains(
                    $"1 calls refused from 127.0.0.1, the last: /lesion.v1.Lesion/Classify, key {ApiKey.IdOf(key)} "
                        + $"(ward 3), "
                        + "this key lacks the scope classify"
                )
        );
    }

    [Fact]
    public void RefusedTries_AreCountedByNetwork_AndForgottenAfterAMinute()
    {
        var clock = new Clock();
        var tries = new RefusedTries(
            clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<RefusedTries>.Instance
        );
        for (var i = 0; i < RefusedTries.MostInAMinute; i++)
            Assert.Equal(TimeSpan.Zero, tries.Add(IPAddress.Parse($"2001:db8:1:2::{i + 1:x}"), "x"));
        Assert.Equal(TimeSpan.FromMinutes(1), tries.Add(IPAddress.Parse("2001:db8:1:2:ffff::1"), "x"));
        Assert.Equal(TimeSpan.Zero, tries.Add(IPAddress.Parse("2001:db8:1:3::1"), "x"));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(TimeSpan.Zero, tries.Add(IPAddress.Parse("2001:db8:1:2::1"), "x"));
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
