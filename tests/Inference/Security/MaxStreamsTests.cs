using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Inference.Tests.Serving;
using Platform.Protos;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Security;

public class MaxStreamsTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task CallBeyondThem_WaitsForOneToEnd_AndAnotherConnectionDoesNot()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Security = new() { MaxStreams = 2 } });
        using var channel = GrpcChannel.ForAddress(
            server.Address,
            new() { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false } }
        );
        var client = new Lesion.LesionClient(channel);
        await client.ListBundlesAsync(new()); // the limit is known
        AsyncDuplexStreamingCall<ClassifyRequest, ClassifyStreamResponse>[] held =
        [
            client.ClassifyStream(),
            client.ClassifyStream(),
        ];
        foreach (var one in held)
        {
            await one.RequestStream.WriteAsync(Request(Samples.Png(0)));
            Assert.True(await one.ResponseStream.MoveNext(CancellationToken.None));
        }
        var third = client.ListBundlesAsync(new()).ResponseAsync;
        Assert.Single((await server.Client.ListBundlesAsync(new())).Bundles); // on a connection of its own
        Assert.False(third.IsCompleted);
        await held[0].RequestStream.CompleteAsync();
        Assert.False(await held[0].ResponseStream.MoveNext(CancellationToken.None));
        Assert.Single((await third).Bundles);
        held[1].Dispose();
    }

    /// <summary>By the protocol alone: RFC 9113, sections 4.1, 5.1.2, 6.2 and 7.</summary>
    [Fact]
    public async Task ClientThatKeepsToNoLimit_IsRefusedTheStream()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Security = new() { MaxStreams = 1 } });
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri(server.Address).Authority));
        await using var stream = socket.GetStream();
        byte[] headers = [0x83, 0x86, 0x04, 1, (byte)'/', 0x01, 1, (byte)'a']; // HPACK: POST, http, path /, authority a
        await stream.WriteAsync(
            (byte[])
                [
                    .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
                    .. Frame(4, 0, 0, []),
                    .. Frame(1, 4, 1, Held),
                    .. Frame(1, 4, 3, headers),
                ]
        );
        while (true)
        {
            var head = new byte[9];
            await stream.ReadExactlyAsync(head);
            var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
            await stream.ReadExactlyAsync(payload);
            if (head[3] != 3 || head[8] != 3)
                continue; // RST_STREAM of stream 3
            Assert.Equal([0, 0, 0, 7], payload); // REFUSED_STREAM
            return;
        }
    }

    /// <summary>
    /// HPACK: POST, http, the path of a stream that stays open, authority a, content-type application/grpc.
    /// </summary>
    static byte[] Held
    {
        get
        {
            byte[] path = [.. "/lesion.v1.Lesion/ClassifyStream"u8],
                type = [.. "application/grpc"u8];
            return
            [
                0x83,
                0x86,
                0x04,
                (byte)path.Length,
                .. path,
                0x01,
                1,
                (byte)'a',
                0x0F,
                0x10,
                (byte)type.Length,
                .. type,
            ];
        }
    }

    static byte[] Frame(byte type, byte flags, byte stream, byte[] payload) =>
        [0, 0, (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload];
}
