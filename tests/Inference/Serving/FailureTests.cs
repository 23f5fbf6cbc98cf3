using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Inference.Tests.Repository;
using Platform.Protos;

namespace Platform.Inference.Tests.Serving;

/// <summary>What goes wrong in the field, each with its defined outcome.</summary>
public class FailureTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Kill_ThenStartOnTheSamePort_AnswersAgain()
    {
        var port = "0";
        for (var start = 0; start < 2; start++)
        {
            using var process = Cli.Start("serve", fixture.Path, "--port", port);
            var address = await Cli.AddressAsync(process);
            using (var channel = GrpcChannel.ForAddress(address))
                Assert.Equal(
                    "tiny",
                    (
                        await new Lesion.LesionClient(channel).ClassifyAsync(
                            new() { Image = ByteString.CopyFrom(Samples.Png(1)) }
                        )
                    ).BundleName
                );
            port = $"{new Uri(address).Port}";
            process.Kill(); // SIGKILL
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Delete_OfTheBundleWhileItIsServed_ChangesNoAnswer()
    {
        using var root = new ModelRoot().With("a", "1.0.0");
        await using var server = await RunningServer.StartAsync(root.Path);
        var before = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(1)) });
        Directory.Delete(root.Of("a"), recursive: true);
        await server.Repository.ScanAsync();
        Assert.Equal(before, await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(1)) }));
    }

    [Fact]
    public async Task Publish_WhileServing_IsTakenUpByItself()
    {
        using var root = new ModelRoot().With("a", "1.0.0");
        await using var server = await RunningServer.StartAsync(root.Path);
        var swapped = new TaskCompletionSource();
        server.Repository.Changed += current =>
        {
            if (current.Bundles.Any(b => b.Version == "1.1.0"))
                swapped.TrySetResult();
        };
        root.With("a", "1.1.0");
        await swapped.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("1.1.0", (await server.Client.DescribeBundleAsync(new())).Version);
    }

    [Fact]
    public async Task HalfAMessage_IsEnded_AndTheOthersAreAnsweredMeanwhile()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { UploadGrace = TimeSpan.FromSeconds(2) }
        );
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(server.Address) };
        var hung = http.SendAsync(
            new(HttpMethod.Post, "/lesion.v1.Lesion/Classify")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { "te", "trailers" } },
                Content = new HalfMessage(),
            }
        );
        Assert.Equal(
            "tiny",
            (await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(1)) })).BundleName
        );
        var ended = await Record.ExceptionAsync(async () =>
            (await hung).Headers.GetValues("grpc-status").Single(s => s != "0")
        );
        Assert.True(ended is null or HttpRequestException, $"{ended}");
        Assert.Equal(
            "tiny",
            (await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(1)) })).BundleName
        );
    }

    sealed class HalfMessage : HttpContent
    {
        public HalfMessage() => Headers.ContentType = new("application/grpc");

        protected override bool TryComputeLength(out long length) => (length = 0) != 0;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 3, 232, 10, 200 }); // the first 2 of 1000 bytes
            await stream.FlushAsync();
            await Task.Delay(Timeout.Infinite);
        }
    }

    [Fact]
    public async Task SlowReaderOfGenerate_HoldsBackHisOwnImagesOnly()
    {
        const int count = 1_000_000;
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Generation = new() { MaxGenerate = count } }
        );
        var slow = server.Client.Generate(new() { Seed = 1, Count = count });
        Assert.True(await slow.ResponseStream.MoveNext(default));
        for (var i = 0; i < 20; i++)
            await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(i)) });
        using (var other = server.Client.Generate(new() { Seed = 2, Count = 50 }))
            Assert.Equal(50, (await other.ResponseStream.ReadAllAsync().ToListAsync()).Count);
        using (var lease = server.Repository.Lease())
            Assert.InRange(lease.Bundle.Generations.Read().Images, 51, 100_000);
        Assert.True(await slow.ResponseStream.MoveNext(default));
        Assert.Equal(1, slow.ResponseStream.Current.Index);
        slow.Dispose();
        await server.Repository.UnloadAsync("tiny", default);
        Assert.Equal(
            StatusCode.NotFound,
            (
                await Assert.ThrowsAsync<RpcException>(async () => await server.Client.DescribeBundleAsync(new()))
            ).StatusCode
        );
    }
}
