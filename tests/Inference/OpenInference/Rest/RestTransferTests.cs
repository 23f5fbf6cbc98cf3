using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Platform.Inference.Tests.OpenInference.Rest.RestServer;

namespace Platform.Inference.Tests.OpenInference.Rest;

/// <summary>Compressed bodies and answers: gzip and deflate, as Triton's client sends and reads them.</summary>
public class RestTransferTests(TinyBundleFixture fixture)
{
    static byte[] Compressed(string encoding, byte[] plain)
    {
        using var memory = new MemoryStream();
        using (
            Stream stream =
                encoding == "gzip"
                    ? new GZipStream(memory, CompressionLevel.Optimal)
                    : new ZLibStream(memory, CompressionLevel.Optimal)
        )
            stream.Write(plain);
        return memory.ToArray();
    }

    static byte[] Plain(JsonObject request) => Encoding.UTF8.GetBytes(request.ToJsonString());

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Body_Compressed_IsInflated_AndTheAnswerComesAsAskedFor(string encoding)
    {
        await using var rest = await StartAsync(fixture);
        var (_, expected) = await ReadAsync(await rest.InferAsync(Photograph(3)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/tiny/infer");
        request.Content = Encoded(encoding, Compressed(encoding, Plain(Photograph(3))));
        request.Headers.Add("Accept-Encoding", encoding);
        using var answer = await rest.Http.SendAsync(request);
        Assert.Equal(encoding, Assert.Single(answer.Content.Headers.ContentEncoding));

        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All };
        using var inflating = new HttpClient(handler);
        using var again = new HttpRequestMessage(HttpMethod.Post, $"{rest.Server.Http}/v2/models/tiny/infer");
        again.Content = Encoded(encoding, Compressed(encoding, Plain(Photograph(3))));
        var (_, outputs) = await ReadAsync(await inflating.SendAsync(again));
        Assert.Equal((float[])expected["logits"], (float[])outputs["logits"]);
    }

    /// <summary>200 KB that inflate to 200 MB: refused at the limit of a body that is not compressed.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Body_ThatInflatesWithoutEnd_IsRefused(string encoding)
    {
        await using var rest = await StartAsync(
            fixture,
            new() { Classification = new() { Images = new() { MaxBytes = 1 << 20 } } }
        );
        var bomb = Compressed(encoding, new byte[200 << 20]);
        Assert.True(bomb.Length < 1 << 20, $"{bomb.Length} bytes");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var answer = await rest.Http.PostAsync("/v2/models/tiny/infer", Encoded(encoding, bomb));
        await ErrorAsync(answer, HttpStatusCode.RequestEntityTooLarge);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 64 << 20, $"{allocated >> 20} MiB were allocated");
    }

    [Fact]
    public async Task Body_OfAnEncodingThatIsNone_IsRefused()
    {
        await using var rest = await StartAsync(fixture);
        var plain = Plain(Photograph(0));
        var unknown = await rest.Http.PostAsync("/v2/models/tiny/infer", Encoded("br", plain));
        Assert.Equal(["gzip", "deflate"], unknown.Headers.GetValues("Accept-Encoding").Single().Split(", "));
        Assert.Contains("'br': send gzip or deflate", await ErrorAsync(unknown, HttpStatusCode.UnsupportedMediaType));
        var wrong = await rest.Http.PostAsync("/v2/models/tiny/infer", Encoded("gzip", plain));
        Assert.Contains("not compressed as its", await ErrorAsync(wrong, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Body_AboveTheLimit_IsRefused()
    {
        await using var rest = await StartAsync(
            fixture,
            new() { Classification = new() { Images = new() { MaxBytes = 1000 } } }
        );
        var announced = await rest.Http.PostAsync("/v2/models/tiny/infer", Json(new string(' ', 1_000_000)));
        Assert.Contains("the limit is", await ErrorAsync(announced, HttpStatusCode.RequestEntityTooLarge));
    }
}
