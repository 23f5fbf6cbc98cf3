using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Inference.Metrics;
using Platform.Inference.Serving;
using Platform.Inference.Wire;
using Platform.Shared.Imaging.Formats;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Serving;

/// <summary>Messages of each method that is served, as they come and inflated.</summary>
public class MessageLimitsTests(TinyBundleFixture fixture)
{
    static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);
    static readonly ServeOptions Options = new()
    {
        Ports = new() { HttpPort = 0 },
        Classification = new() { Images = ImageLimits.Default with { MaxBytes = 64 << 10 } },
    };

    /// <summary>The library's client compresses what it sends with this header.</summary>
    static Metadata Headers(bool compressed) =>
        compressed ? new() { { "grpc-internal-encoding-request", "gzip" } } : [];

    static async Task<Status> StatusAsync(RunningServer server, IMethod method, byte[] message, bool compressed)
    {
        var raw = new Method<byte[], byte[]>(MethodType.DuplexStreaming, method.ServiceName, method.Name, Bytes, Bytes);
        using var call = server
            .Channel.CreateCallInvoker()
            .AsyncDuplexStreamingCall(raw, null, new(Headers(compressed), DateTime.UtcNow.AddSeconds(20)));
        try
        {
            await call.RequestStream.WriteAsync(message);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException) { } // what it says, the answer says too
        return await FailureAsync(() => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    static (IMethod Method, Endpoint Endpoint)[] Methods(RunningServer server) =>
        [
            .. server
                .Service<EndpointDataSource>()
                .Endpoints.Where(e => e.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null)
                .Select(e => (e.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method!, e))
                .Where(m => m.Item1 is not null),
        ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_LongerThanItsMethodTakes_IsRefused_ForEachMethod(bool compressed)
    {
        await using var server = await RunningServer.StartAsync(fixture, Options);
        var methods = Methods(server);
        Assert.True(methods.Length > 20);
        foreach (var (method, endpoint) in methods)
        {
            var limit = MessageLimits.Of(endpoint, Options.Classification.MaxMessageBytes);
            var status = await StatusAsync(server, method, new byte[limit + 1], compressed);
            Assert.True(status.StatusCode == StatusCode.ResourceExhausted, $"{method.FullName}: {status}");
        }
    }

    [Fact]
    public async Task Limit_IsLargeWhereAnImageIsCarried_AndShortElsewhere()
    {
        await using var server = await RunningServer.StartAsync(fixture, Options);
        var limits = Methods(server)
            .ToLookup(
                m => MessageLimits.Of(m.Endpoint, Options.Classification.MaxMessageBytes),
                m => m.Method.FullName
            );
        string[] images =
        [
            "/inference.GRPCInferenceService/ModelInfer",
            "/inference.GRPCInferenceService/ModelStreamInfer",
            "/lesion.v1.Lesion/Classify",
            "/lesion.v1.Lesion/ClassifyStream",
            "/lesion.v1.Lesion/Embed",
        ];
        Assert.Equal(images, limits[Options.Classification.MaxMessageBytes].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"],
            limits[1024].Order(StringComparer.Ordinal)
        );
        Assert.Equal(3, limits.Count);
    }

    [Fact]
    public async Task Compressed_WithinTheLimit_IsAnswered()
    {
        await using var server = await RunningServer.StartAsync(fixture, Options);
        var answer = await server.Client.ClassifyAsync(Request(Samples.Png(1)), Headers(compressed: true));
        Assert.NotEmpty(answer.TopClass);
        using var call = server.Client.ClassifyStream(Headers(compressed: true));
        for (var i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(Request(Samples.Png(i)));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
    }

    /// <summary>What the calls under way have inflated is bounded too, and given back when they end.</summary>
    [Fact]
    public void Budget_IsOfAllCallsTogether_AndComesBack()
    {
        using var metrics = new ServingMetrics();
        var budget = new InflationBudget(100);
        using var first = Inflation.Begin(60, budget, metrics);
        first.Add(60);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => first.Add(1)).StatusCode);
        var second = Inflation.Begin(60, budget, metrics);
        Assert.Contains("too many", Assert.Throws<RpcException>(() => second.Add(41)).Status.Detail);
        using var third = Inflation.Begin(60, budget, metrics);
        second.Add(30);
        Assert.Contains("too many", Assert.Throws<RpcException>(third.NextMessage).Status.Detail);
        first.NextMessage();
        first.Add(60);
        first.Dispose();
        second.Dispose();
        Assert.True(budget.Take(100));
    }

    /// <summary>A type of gRPC lifts no limit from a call that is none.</summary>
    [Theory]
    [InlineData("/v1/generate", "application/json", 200_000)]
    [InlineData("/v1/generate", "application/grpc", 200_000)]
    [InlineData("/v2/models/tiny/infer", "application/grpc", 2_000_000)]
    [InlineData("/v2/repository/index", "application/json", 200_000)]
    public async Task Body_LongerThanItsCallTakes_IsRefused(string path, string type, int length)
    {
        await using var server = await RunningServer.StartAsync(fixture, Options);
        using var client = new HttpClient();
        using var content = new ByteArrayContent(new byte[length]) { Headers = { { "Content-Type", type } } };
        var answer = await client.PostAsync($"{server.Http}{path}", content);
        var refused =
            type == "application/json"
                ? answer.StatusCode == HttpStatusCode.RequestEntityTooLarge
                : answer.Headers.GetValues("grpc-status").Single() == $"{(int)StatusCode.ResourceExhausted}";
        Assert.True(refused, $"{answer}");
    }
}
