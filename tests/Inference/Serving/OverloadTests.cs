using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Protos;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Serving;

/// <summary>More calls than there is room for: who is refused, when, and what it costs the others.</summary>
public class OverloadTests(TinyBundleFixture fixture)
{
    const string Classify = "/lesion.v1.Lesion/Classify";

    [Fact]
    public async Task Classify_WhoseMessageIsOnItsWay_HoldsNoPlace()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Admission = new() { MaxQueueSize = 1 } }
        );
        using var http = new HttpClient { BaseAddress = new(server.Address) };
        var slow = new HeldMessage(Request(Samples.Png(1)));
        var answer = http.SendAsync(slow.To(Classify));
        await slow.Begun;
        for (var i = 0; i < 5; i++)
            Assert.Equal("tiny", (await server.Client.ClassifyAsync(Request(Samples.Png(i)))).BundleName);
        slow.Release();
        using var answered = await answer;
        await answered.Content.ReadAsByteArrayAsync();
        Assert.Equal("0", answered.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Classify_WhereTheQueueFillsWhileItsMessageComes_IsRefusedBeforeItsHandler()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Admission = new() { MaxQueueSize = 2 } }
        );
        using var http = new HttpClient { BaseAddress = new(server.Address) };
        var slow = new HeldMessage(Request(Samples.Png(1)));
        var answer = http.SendAsync(slow.To(Classify));
        await slow.Begun;
        await server.Client.ClassifyAsync(Request(Samples.Png(0)));
        server.Service<Admission>().Enter(2);
        slow.Release();
        using var refused = await answer;
        Assert.Equal("8", refused.Headers.GetValues("grpc-status").Single());
        Assert.False(refused.Headers.Contains("x-request-id")); // which a call gets that comes to its handler
        Assert.Single(server.Log, line => line.Contains($"{Classify} ResourceExhausted in "));
        server.Service<Admission>().Leave(2);
        Assert.Equal(0, server.Service<Admission>().Count);
    }

    /// <summary>What was looked at makes room in HTTP/2's window, though it was not yet read.</summary>
    [Fact]
    public async Task Classify_OfALongerMessageThanTheWindow_IsAnswered()
    {
        await using var server = await RunningServer.StartAsync(fixture, new());
        var noise = new byte[1000 * 1000 * 3];
        new Random(1).NextBytes(noise);
        var image = Shared.Imaging.PngEncoder.Encode(noise, 1000, 1000);
        Assert.True(image.Length > 2 << 20);
        Assert.Equal(
            "tiny",
            (await server.Client.ClassifyAsync(Request(image), deadline: DateTime.UtcNow.AddSeconds(20))).BundleName
        );
    }

    [Fact]
    public async Task Classify_OfWhatIsRefusedForItself_GivesItsPlaceBack()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Admission = new() { MaxQueueSize = 1 } }
        );
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(
                StatusCode.InvalidArgument,
                (
                    await FailureAsync(async () => await server.Client.ClassifyAsync(new() { NearestCases = -1 }))
                ).StatusCode
            );
            Assert.Equal(
                StatusCode.InvalidArgument,
                (
                    await FailureAsync(async () =>
                        await server.Client.EmbedAsync(
                            new() { Image = Google.Protobuf.ByteString.CopyFrom(Samples.Bad[0].Bytes) }
                        )
                    )
                ).StatusCode
            );
        }
        Assert.Equal("tiny", (await server.Client.ClassifyAsync(Request(Samples.Png(0)))).BundleName);
    }

    /// <summary>
    /// A server that tracks too many unfinished uploads would close the connection, and with it the calls that it
    /// accepted.
    /// </summary>
    [Fact]
    public async Task Refusal_OfManyLargeMessages_ClosesNoConnection()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Path,
            new() { Admission = new() { MaxQueueSize = 1 } },
            Microsoft.Extensions.Logging.LogLevel.Warning
        );
        var held = server.Client.ClassifyStream(); // accepted before, on the same connection
        await held.RequestStream.WriteAsync(Request(Samples.Png(0), "held"));
        Assert.True(await held.ResponseStream.MoveNext(CancellationToken.None));
        server.Service<Admission>().Enter(1);
        var large = Request(new byte[1 << 20]);
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 600)
                .Select(async _ =>
                    (await FailureAsync(async () => await server.Client.ClassifyAsync(large))).StatusCode
                )
        );
        Assert.Equal([StatusCode.ResourceExhausted], statuses.Distinct());
        server.Service<Admission>().Leave(1);
        await held.RequestStream.WriteAsync(Request(Samples.Png(1), "held on"));
        Assert.True(await held.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("held on", held.ResponseStream.Current.Result.RequestId);
    }

    /// <summary>They share the connection's window, so that what one call is granted must not be another's.</summary>
    [Theory]
    [InlineData(2, 19)]
    [InlineData(8, 4)]
    public async Task Classify_OfLargeMessagesSideBySide_OnOneConnection_ReadsEach(int calls, int megaBytes)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var noImage = new ClassifyRequest { Image = ByteString.CopyFrom(new byte[megaBytes << 20]) };
        async Task<Status> OneAsync()
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ClassifyAsync(noImage));
            return error.Status;
        }

        foreach (var status in await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => OneAsync())))
            Assert.True(status.StatusCode == StatusCode.InvalidArgument, $"{status}");
    }
}
