using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Protos;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Tests.Security;

/// <summary>What is taken from a key is taken from its calls under way, within a second; other keys go on.</summary>
public sealed class RevocationTests(TinyBundleFixture fixture) : IDisposable
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("revoked-");

    string Keys => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    string Add(string name, params Scope[] scopes) => Add(name, rate: 1000, null, scopes);

    string Add(string name, int rate, DateOnly? expires, params Scope[] scopes)
    {
        var (stored, secret) = ApiKey.Create(name, scopes, rate, rate, DateTimeOffset.UtcNow, expires);
        KeyFile.Change(Keys, keys => [.. keys, stored]);
        return secret;
    }

    void Remove(string name) => KeyFile.Change(Keys, keys => [.. keys.Where(k => k.Name != name)]);

    static Metadata Of(string key) => new() { { "x-api-key", key } };

    static ClassifyRequest Photograph => new() { Image = ByteString.CopyFrom(Samples.Png(1)) };

    /// <summary>A request whose first message has come, so that its call is under way.</summary>
    delegate Task<Func<Task>> Start(GrpcChannel channel, Metadata key);

    public static readonly TheoryData<string> Streams =
    [
        "ClassifyStream",
        "ModelStreamInfer",
        "Generate",
        "reflection",
    ];

    static readonly Dictionary<string, Start> Starts = new()
    {
        ["ClassifyStream"] = async (channel, key) =>
        {
            var call = new Lesion.LesionClient(channel).ClassifyStream(key);
            await call.RequestStream.WriteAsync(Photograph);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            return () => call.ResponseStream.MoveNext(CancellationToken.None);
        },
        ["ModelStreamInfer"] = async (channel, key) =>
        {
            var call = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelStreamInfer(key);
            await call.RequestStream.WriteAsync(new() { ModelName = "tiny" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            return () => call.ResponseStream.MoveNext(CancellationToken.None);
        },
        ["Generate"] = async (channel, key) =>
        {
            var call = new Lesion.LesionClient(channel).Generate(new() { Count = 1_000_000 }, key);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            return async () =>
            {
                while (await call.ResponseStream.MoveNext(CancellationToken.None)) { }
            };
        },
        ["reflection"] = async (channel, key) =>
        {
            var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(key);
            await call.RequestStream.WriteAsync(new() { ListServices = "" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            return () => call.ResponseStream.MoveNext(CancellationToken.None);
        },
    };

    Task<SecuredServer> StartAsync(TimeProvider? clock = null) =>
        SecuredServer.StartAsync(
            fixture,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Generation = new() { MaxGenerate = 1_000_000 },
                Security = new() { Keys = Keys, Clock = clock ?? TimeProvider.System },
            }
        );

    /// <returns>how the call ended after a change</returns>
    static async Task<Status> EndAsync(Func<Task> rest, Action change)
    {
        var ending = Assert.ThrowsAsync<RpcException>(rest);
        Assert.False(ending.IsCompleted);
        var began = Stopwatch.StartNew();
        change();
        var status = (await ending.WaitAsync(TimeSpan.FromSeconds(8))).Status;
        // the machine's own second
        Assert.True(began.Elapsed < Soon + TimeSpan.FromSeconds(1), $"{began.Elapsed}: {status}");
        return status;
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_OfARemovedKey_Ends_AndThatOfAnotherGoesOn(string name)
    {
        var (taken, kept) = (Add("taken", Scope.Classify, Scope.Generate), Add("kept", Scope.Classify));
        await using var server = await StartAsync();
        using var channel = server.Open();
        using var other = new Lesion.LesionClient(channel).ClassifyStream(Of(kept));
        await other.RequestStream.WriteAsync(Photograph);
        Assert.True(await other.ResponseStream.MoveNext(CancellationToken.None));

        var status = await EndAsync(await Starts[name](channel, Of(taken)), () => Remove("taken"));
        Assert.Equal((StatusCode.Unauthenticated, "this key was removed"), (status.StatusCode, status.Detail));
        await other.RequestStream.WriteAsync(Photograph);
        Assert.True(await other.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Stream_OfAKeyThatLosesItsScope_IsPermissionDenied()
    {
        var key = Add("a", Scope.Classify, Scope.Generate);
        await using var server = await StartAsync();
        using var channel = server.Open();
        var classifies = await Starts["ClassifyStream"](channel, Of(key));
        var generates = await Starts["Generate"](channel, Of(key));
        var status = await EndAsync(
            generates,
            () => KeyFile.Change(Keys, keys => [.. keys.Select(k => k with { Scopes = [Scope.Classify] })])
        );
        Assert.Equal(
            (StatusCode.PermissionDenied, "this key lacks the scope generate"),
            (status.StatusCode, status.Detail)
        );
        status = await EndAsync(classifies, () => Remove("a"));
        Assert.Equal(StatusCode.Unauthenticated, status.StatusCode);
    }

    /// <summary>The call may be made with either scope: its messages ask for one.</summary>
    [Fact]
    public async Task ModelStreamInfer_OfAModelWhoseScopeIsTaken_IsPermissionDenied()
    {
        var key = Add("a", Scope.Classify, Scope.Generate);
        await using var server = await StartAsync();
        using var channel = server.Open();
        var rest = await Starts["ModelStreamInfer"](channel, Of(key));
        var status = await EndAsync(
            rest,
            () => KeyFile.Change(Keys, keys => [.. keys.Select(k => k with { Scopes = [Scope.Generate] })])
        );
        Assert.Equal(
            (StatusCode.PermissionDenied, "this key lacks the scope classify"),
            (status.StatusCode, status.Detail)
        );
    }

    [Fact]
    public async Task Stream_OfAKeyThatExpires_Ends_AndItsNextCallIsRefused()
    {
        var clock = new Clock(new(2026, 6, 30, 23, 59, 59, TimeSpan.Zero));
        var key = Add("a", 1000, new(2026, 6, 30), Scope.Classify);
        await using var server = await StartAsync(clock);
        using var channel = server.Open();
        var status = await EndAsync(
            await Starts["ClassifyStream"](channel, Of(key)),
            () => clock.Now += TimeSpan.FromSeconds(1)
        );
        Assert.Equal(
            (StatusCode.Unauthenticated, "this key expired after 2026-06-30; ask for a new one"),
            (status.StatusCode, status.Detail)
        );
        status = await SecuredServer.ClassifyAsync(channel, key);
        Assert.Equal("this key expired after 2026-06-30; ask for a new one", status.Detail);
    }

    /// <summary>A stream that waits for its rate: nothing comes and nothing goes.</summary>
    [Fact]
    public async Task Stream_ThatWaitsForItsRate_Ends()
    {
        var key = Add("slow", rate: 1, null, Scope.Generate);
        await using var server = await StartAsync();
        using var channel = server.Open();
        var call = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelStreamInfer(Of(key));
        var seeds = new ModelInferRequest
        {
            ModelName = "tiny-generator",
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = "seed",
                    Datatype = "INT64",
                    Shape = { 12 },
                    Contents = new() { Int64Contents = { Enumerable.Repeat(1L, 12) } },
                },
            },
        };
        await call.RequestStream.WriteAsync(seeds);
        var status = await EndAsync(() => call.ResponseStream.MoveNext(CancellationToken.None), () => Remove("slow"));
        Assert.Equal(StatusCode.Unauthenticated, status.StatusCode);
    }

    /// <summary>Single calls end too: here one whose image is still on its way, by gRPC and as JSON.</summary>
    [Fact]
    public async Task SingleCall_OfARemovedKey_Ends()
    {
        var key = Add("a", Scope.Classify);
        await using var server = await StartAsync();
        var address = new Uri(server.Addresses[1]);
        using var json = new TcpClient(address.Host, address.Port);
        await json.GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /v1/classify HTTP/1.1\r\nHost: {address.Authority}\r\nx-api-key: {key}\r\n"
                        + "Content-Type: image/png\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nhalf"
                )
            );

        using var two = new HttpClient();
        var message = new Slow();
        message.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Addresses[0]}/lesion.v1.Lesion/Classify")
        {
            Content = message,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("x-api-key", key);
        var grpc = two.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var caller = server.Service<KeyRing>().Find(key, out _)!;
        for (var began = Stopwatch.StartNew(); caller.Calls < 2; await Task.Delay(10))
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(5), $"{caller.Calls} calls under way");

        Remove("a");
        using var reader = new StreamReader(json.GetStream());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        Assert.StartsWith("HTTP/1.1 401 ", await reader.ReadLineAsync(limit.Token));
        var line = "";
        while (!line.Contains("this key was removed"))
            line = Assert.IsType<string>(await reader.ReadLineAsync(limit.Token));
        using var ended = await grpc.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("16", Assert.Single(ended.Headers.GetValues("grpc-status")));
        Assert.Equal("this key was removed", Assert.Single(ended.Headers.GetValues("grpc-message")));
        message.End();
    }

    /// <summary>A body of which the first bytes come and the rest does not.</summary>
    sealed class Slow : HttpContent
    {
        readonly TaskCompletionSource end = new();

        public void End() => end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 1, 0 });
            await stream.FlushAsync();
            await end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
