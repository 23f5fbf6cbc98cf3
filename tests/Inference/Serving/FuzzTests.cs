using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Platform.Inference.Tests.OpenInference;
using Platform.Protos;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;

namespace Platform.Inference.Tests.Serving;

/// <summary>
/// Damaged images and messages, seeded: no crash, no hang, no growth. LESION_FUZZ_INPUTS sets how many of each.
/// </summary>
public class FuzzTests(TinyBundleFixture fixture)
{
    static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("LESION_FUZZ_INPUTS"), out var n)
        ? n
        : 4000;
    const long Growth = 400 << 20; // bytes; a leak of 100 kB an input shows

    [Fact]
    public void Decode_OfDamagedImages_GivesAnImageOrAReason()
    {
        IReadOnlyList<byte[]> seeds =
        [
            Samples.Jpeg(),
            Samples.Png(1),
            .. new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp }.Select(f =>
                TestImages.Encode(f, 33, 21, TestImages.Gradient)
            ),
            Bitmap(),
        ];
        var (limits, before, decoded) = (new ImageLimits { MaxPixels = 1 << 20 }, Environment.WorkingSet, 0);
        Parallel.For(
            0,
            Inputs,
            number =>
            {
                var bytes = Mutations.Of(seeds, number);
                try
                {
                    if (Preprocessing.Square(bytes, new(16), limits).Length == 16 * 16 * 3)
                        Interlocked.Increment(ref decoded);
                }
                catch (ImageException e)
                {
                    Assert.DoesNotContain('\n', e.Message);
                }
            }
        );
        Assert.InRange(decoded, 1, Inputs - 1);
        Assert.True(
            Environment.WorkingSet - before < Growth,
            $"{Environment.WorkingSet - before:N0} bytes more than before"
        );
    }

    [Fact]
    public async Task Call_WithDamagedMessages_IsAnsweredOrRefused()
    {
        await using var server = await RunningServer.StartAsync(
            fixture.Path,
            new()
            {
                Generation = new() { MaxGenerate = 3 },
                Protocol = new() { Administration = false },
            },
            LogLevel.Error
        );
        (string Path, byte[] Message)[] calls =
        [
            (
                "/lesion.v1.Lesion/Classify",
                new ClassifyRequest
                {
                    Image = ByteString.CopyFrom(Samples.Png(1)),
                    RequestId = "f",
                    ClassActivation = true,
                    ActivationClass = "mel",
                    Bundle = "tiny",
                }.ToByteArray()
            ),
            (
                "/lesion.v1.Lesion/Embed",
                new EmbedRequest { Image = ByteString.CopyFrom(Samples.Jpeg()), Version = "1.0.0" }.ToByteArray()
            ),
            (
                "/lesion.v1.Lesion/Generate",
                new GenerateRequest
                {
                    Seed = 5,
                    Count = 2,
                    Start = 1,
                    Psi = 0.5f,
                    WalkToSeed = 7,
                }.ToByteArray()
            ),
            (
                "/lesion.v1.Lesion/DescribeBundle",
                new DescribeBundleRequest { Name = "tiny", Version = "1.0.0" }.ToByteArray()
            ),
            (
                "/inference.GRPCInferenceService/ModelInfer",
                Tensor
                    .Request("tiny", "f")
                    .Raw("image", "BYTES", Tensor.Prefixed(Samples.Png(0), Samples.Png(1)), 2)
                    .Want("probabilities", 2)
                    .ToByteArray()
            ),
            (
                "/inference.GRPCInferenceService/ModelInfer",
                Tensor
                    .Request("tiny")
                    .Typed("image", "UINT8", new() { UintContents = { Enumerable.Repeat(7u, 768) } }, 1, 16, 16, 3)
                    .ToByteArray()
            ),
            (
                "/inference.GRPCInferenceService/ModelInfer",
                Tensor
                    .Request("tiny-generator")
                    .Raw("seed", "INT64", Tensor.Bytes(1L, 2L), 2)
                    .Raw("index", "INT64", Tensor.Bytes(1L, 2L), 2)
                    .ToByteArray()
            ),
            (
                "/inference.GRPCInferenceService/ModelStatistics",
                new Protos.OpenInference.ModelStatisticsRequest { Name = "tiny" }.ToByteArray()
            ),
        ];
        var (before, statuses) = (Environment.WorkingSet, new ConcurrentDictionary<string, int>());
        using var http = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
        {
            BaseAddress = new(server.Address),
            Timeout = TimeSpan.FromSeconds(60),
        };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Inputs),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (number, cancel) =>
            {
                var (path, message) = calls[number % calls.Length];
                var body = Mutations.Of([message], number);
                statuses.AddOrUpdate(await StatusAsync(http, path, body, cancel), 1, (_, n) => n + 1);
            }
        );
        Assert.All(
            server.Log.Where(l => l.StartsWith("Error")),
            l => Assert.Contains("InvalidProtocolBufferException", l)
        );
        // OK, INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED; UNKNOWN is how a message that is none is refused.
        Assert.All(statuses.Keys, s => Assert.Contains(s, (string[])["0", "2", "3", "5", "8"]));
        Assert.True(
            statuses.GetValueOrDefault("0") > 0 && statuses.GetValueOrDefault("3") > 0,
            string.Join(' ', statuses)
        );
        Assert.Equal(
            "tiny",
            (await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(1)) })).BundleName
        );
        Assert.True(
            Environment.WorkingSet - before < Growth,
            $"{Environment.WorkingSet - before:N0} bytes more than before"
        );
    }

    /// <summary>
    /// JSON and binary tensors of REST: each answer is one, or says what is wrong, and none is a fault.
    /// </summary>
    [Fact]
    public async Task Rest_WithDamagedBodies_AnswersOrRefuses()
    {
        var options = new Inference.Serving.ServeOptions
        {
            Ports = new() { HttpPort = 0 },
            Protocol = new() { Administration = false },
        };
        await using var server = await RunningServer.StartAsync(fixture.Path, options, LogLevel.Error);
        var picture = Convert.ToBase64String(Samples.Png(1));
        var binary = Tensor.Prefixed(Samples.Png(0));
        (string Path, string Json, byte[] Tail)[] calls =
        [
            (
                "tiny/infer",
                """{"id":"f","inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["PICTURE"]}]}""".Replace(
                    "PICTURE",
                    picture
                ),
                []
            ),
            (
                "tiny/infer",
                """{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","parameters":{"""
                    + $"\"binary_data_size\":{binary.Length}"
                    + """}}],"outputs":[{"name":"label","parameters":{"binary_data":true}}]}""",
                binary
            ),
            (
                "tiny-generator/infer",
                """{"inputs":[{"name":"seed","shape":[2],"datatype":"INT64","data":[[1],[2]]},"""
                    + """{"name":"index","shape":[2],"datatype":"INT64","data":[3,4]}],"parameters":{"psi":0.5}}""",
                []
            ),
        ];
        using var http = new HttpClient { BaseAddress = new($"{server.Http}/v2/models/") };
        var statuses = new ConcurrentDictionary<int, int>();
        var side = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Inputs / 4),
            side,
            async (number, cancel) =>
            {
                var (path, json, tail) = calls[number % calls.Length];
                var whole = number % 7 != 0; // damage to the JSON, or to all of the body
                var plain = Encoding.UTF8.GetBytes(json);
                var damaged = Mutations.Of([whole ? [.. plain, .. tail] : plain], number);
                using var content = new ByteArrayContent(whole ? damaged : [.. damaged, .. tail]);
                if (tail.Length > 0)
                    content.Headers.Add("Inference-Header-Content-Length", $"{(whole ? json.Length : damaged.Length)}");
                using var answer = await http.PostAsync(path, content, cancel);
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
            }
        );
        Assert.All(statuses.Keys, s => Assert.Contains(s, (int[])[200, 400, 429]));
        Assert.True(
            statuses.GetValueOrDefault(200) > 0 && statuses.GetValueOrDefault(400) > 0,
            string.Join(' ', statuses)
        );
        Assert.Empty(server.Log);
    }

    /// <summary>The grpc-status of one framed message.</summary>
    static async Task<string> StatusAsync(HttpClient http, string path, byte[] message, CancellationToken cancel)
    {
        byte[] frame =
        [
            0,
            (byte)(message.Length >> 24),
            (byte)(message.Length >> 16),
            (byte)(message.Length >> 8),
            (byte)message.Length,
            .. message,
        ];
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "te", "trailers" } },
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new("application/grpc") } },
        };
        using var response = await http.SendAsync(request, cancel);
        await response.Content.LoadIntoBufferAsync(cancel);
        return
            response.Headers.TryGetValues("grpc-status", out var early)
            || response.TrailingHeaders.TryGetValues("grpc-status", out early)
            ? early.Single()
            : $"HTTP {response.StatusCode}";
    }

    static byte[] Bitmap()
    {
        const int size = 54 + 16 * 8 * 3; // 24 bits a pixel, written by hand: Skia encodes none
        var bytes = new byte[size];
        "BM"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(2), size);
        foreach (var (at, value) in new[] { (10, 54), (14, 40), (18, 16), (22, 8), (34, 16 * 8 * 3) })
            BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
        (bytes[26], bytes[28]) = (1, 24);
        for (var i = 54; i < size; i++)
            bytes[i] = (byte)(i * 7);
        return bytes;
    }
}
