using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Inference.Batching;
using Platform.Protos;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Tools.Bench.Siege;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Serving;

/// <summary>Small files that ask for long work: what they cost their caller, and the others.</summary>
public class LongImagesTests(TinyBundleFixture fixture)
{
    /// <summary>More than a second of a processor; decoders themselves give up at 100 scans.</summary>
    static readonly byte[] Long = ManyScans.Jpeg(7000, 7000, 99);
    static readonly ImageLimits Unlimited = new() { MaxScans = int.MaxValue, MaxPasses = int.MaxValue };

    [Fact]
    public async Task Classify_OfManyScans_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var status = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Long)));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith("image: its scans go over more than 1,200,000,000 samples", status.Detail);
    }

    [Fact]
    public async Task Classify_BeyondTheDecodeLimit_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new()
            {
                Classification = new() { Images = Unlimited, DecodeLimit = TimeSpan.FromMilliseconds(100) },
            }
        );
        var status = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Long)));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal(
            "image: not decoded in 0.1 s, which is the limit: save it smaller, or as a JPEG that is not "
                + "progressive",
            status.Detail
        );
        Assert.Equal("tiny", (await server.Client.ClassifyAsync(Request(Samples.Png(0)))).BundleName);
    }

    /// <summary>What waits is dropped, and what is being decoded is stopped.</summary>
    [Fact]
    public async Task Classify_AfterCallersWhoHungUp_DoesNotWaitForTheirImages()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new()
            {
                Classification = new() { Images = Unlimited, Concurrency = 1 },
            }
        );
        var whole = Stopwatch.StartNew();
        Preprocessing.Square(Long, new(16), Unlimited);
        whole.Stop();
        using var gone = new CancellationTokenSource();
        var calls = Enumerable
            .Range(0, 10)
            .Select(_ => server.Client.ClassifyAsync(Request(Long), cancellationToken: gone.Token).ResponseAsync)
            .ToArray();
        await AdmittedAsync(server, calls.Length);
        await gone.CancelAsync();
        var wait = Stopwatch.StartNew();
        foreach (var call in calls)
            await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal("tiny", (await server.Client.ClassifyAsync(Request(Samples.Png(0)))).BundleName);
        Assert.True(wait.Elapsed < whole.Elapsed / 2, $"{wait.Elapsed}; one of them takes {whole.Elapsed}");
        await AdmittedAsync(server, 0);
    }

    [Fact]
    public async Task Classify_BesideTheBacklogOfAnotherAddress_TakesItsTurn()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new()
            {
                Classification = new() { Images = Unlimited, Concurrency = 1 },
            }
        );
        using var other = OpenFrom(IPAddress.Parse("127.0.0.2"), server.Address);
        using var stop = new CancellationTokenSource();
        var backlog = Enumerable
            .Range(0, 8)
            .Select(_ =>
                new Lesion.LesionClient(other).ClassifyAsync(Request(Long), cancellationToken: stop.Token).ResponseAsync
            )
            .ToArray();
        await AdmittedAsync(server, backlog.Length);
        Assert.Equal("tiny", (await server.Client.ClassifyAsync(Request(Samples.Png(0)))).BundleName);
        var before = backlog.Count(call => call.IsCompleted);
        Assert.True(before <= 2, $"{before} before it");
        await stop.CancelAsync();
        await Task.WhenAny(Task.WhenAll(backlog));
    }

    static async Task AdmittedAsync(RunningServer server, int images)
    {
        var (admission, until) = (server.Service<Admission>(), Environment.TickCount64 + 8000);
        for (; admission.Count != images; await Task.Delay(10))
            Assert.True(Environment.TickCount64 < until, $"{admission.Count} images are admitted, not {images}");
    }

    static GrpcChannel OpenFrom(IPAddress local, string address) =>
        GrpcChannel.ForAddress(
            address,
            new()
            {
                DisposeHttpClient = true,
                HttpHandler = new SocketsHttpHandler
                {
                    ConnectCallback = async (context, cancel) =>
                    {
                        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                        socket.Bind(new IPEndPoint(local, 0));
                        await socket.ConnectAsync(context.DnsEndPoint, cancel);
                        return new NetworkStream(socket, ownsSocket: true);
                    },
                },
            }
        );
}
