using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Protos;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Tests.Security;

/// <summary>
/// Every image is charged to its key once, by whichever call it comes; what is refused costs one at most.
/// </summary>
public sealed class ImageChargeTests(TinyBundleFixture fixture) : IDisposable
{
    const int Rate = 1,
        Burst = 12;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charge-");

    string Keys => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    string Add(int rate, int burst)
    {
        var (stored, secret) = ApiKey.Create(
            $"{rate}/{burst}",
            [Scope.Classify, Scope.Generate, Scope.Admin],
            rate,
            burst,
            DateTimeOffset.UtcNow
        );
        KeyFile.Change(Keys, keys => [.. keys, stored]);
        return secret;
    }

    Task<SecuredServer> StartAsync() =>
        SecuredServer.StartAsync(
            fixture,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = new() { Keys = Keys },
            }
        );

    static Metadata Of(string key) => new() { { "x-api-key", key } };

    static ModelInferRequest Seeds(int rows, string model = "tiny-generator", long? said = null) =>
        new()
        {
            ModelName = model,
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = "seed",
                    Datatype = "INT64",
                    Shape = { said ?? rows },
                    Contents = new() { Int64Contents = { Enumerable.Repeat(1L, rows) } },
                },
            },
        };

    static ModelInferRequest Photographs(int rows) =>
        new()
        {
            ModelName = "tiny",
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = "image",
                    Datatype = "BYTES",
                    Shape = { rows },
                    Contents = new()
                    {
                        BytesContents = { Enumerable.Range(0, rows).Select(i => ByteString.CopyFrom(Samples.Png(i))) },
                    },
                },
            },
        };

    /// <summary>What is left of a key's rate: single calls that are answered before one is refused.</summary>
    static async Task<int> LeftAsync(GrpcChannel channel, string key)
    {
        for (var answered = 0; ; answered++)
            if (await StatusAsync(new Lesion.LesionClient(channel).ListBundlesAsync(new(), Of(key))) is not null)
                return answered;
    }

    /// <returns>null for an answer</returns>
    static async Task<Status?> StatusAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    /// <param name="cost">images of the burst that the call takes</param>
    async Task CostsAsync(int cost, Func<SecuredServer, GrpcChannel, string, Task> call)
    {
        var key = Add(Rate, Burst);
        await using var server = await StartAsync();
        using var channel = server.Open();
        var began = Stopwatch.StartNew();
        await call(server, channel, key);
        var left = await LeftAsync(channel, key);
        var since = (int)Math.Ceiling(began.Elapsed.TotalSeconds * Rate) + 1; // has been filled up since
        Assert.InRange(left, Burst - cost, Burst - cost + since);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public Task ModelInfer_CostsItsImages(int rows) =>
        CostsAsync(
            rows,
            async (_, channel, key) =>
                Assert.Null(
                    await StatusAsync(
                        new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(
                            Photographs(rows),
                            Of(key)
                        )
                    )
                )
        );

    [Fact]
    public Task ModelInfer_OfTheGenerator_CostsItsRows() =>
        CostsAsync(
            9,
            async (_, channel, key) =>
                Assert.Null(
                    await StatusAsync(
                        new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(Seeds(9), Of(key))
                    )
                )
        );

    [Fact]
    public Task Generate_CostsEachImage() =>
        CostsAsync(
            8,
            async (server, channel, key) =>
            {
                using var call = new Lesion.LesionClient(channel).Generate(new() { Count = 8 }, Of(key));
                var images = 0;
                await foreach (var _ in call.ResponseStream.ReadAllAsync())
                    images++;
                Assert.Equal(8, images);
            }
        );

    [Fact]
    public Task ClassifyEmbedAndJson_CostOneEach() =>
        CostsAsync(
            3,
            async (server, channel, key) =>
            {
                var image = ByteString.CopyFrom(Samples.Png(1));
                var client = new Lesion.LesionClient(channel);
                Assert.Null(await StatusAsync(client.ClassifyAsync(new() { Image = image }, Of(key))));
                Assert.Null(await StatusAsync(client.EmbedAsync(new() { Image = image }, Of(key))));
                using var http = new HttpClient();
                http.DefaultRequestHeaders.Add("x-api-key", key);
                using var body = new ByteArrayContent(Samples.Png(1)) { Headers = { ContentType = new("image/png") } };
                using var answer = await http.PostAsync($"{server.Addresses[1]}/v1/classify", body);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        );

    static readonly Dictionary<string, Func<ModelInferRequest>> Refused = new()
    {
        ["too many rows"] = () => Seeds(1, said: 1L << 31),
        ["rows that are not there"] = () => Seeds(1, said: 12),
        ["an unknown model"] = () => Seeds(12, "none-generator"),
        ["an unknown input"] = () =>
            new(Seeds(12)) { Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x" } } },
        ["more rows than a batch"] = () => Photographs(17),
    };

    public static readonly TheoryData<string> Mistakes = [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public Task ModelInfer_ThatIsRefused_CostsOneAtMost(string what) =>
        CostsAsync(
            1,
            async (_, channel, key) =>
            {
                var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
                var status = await StatusAsync(client.ModelInferAsync(Refused[what](), Of(key)));
                Assert.True(
                    status?.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound,
                    $"{what}: {status}"
                );
            }
        );

    [Fact]
    public async Task ModelInfer_OfMoreImagesThanTheBurst_IsRefusedInWords_AndNotToBeTriedAgain()
    {
        var key = Add(Rate, 3);
        await using var server = await StartAsync();
        using var channel = server.Open();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(Seeds(4), Of(key)));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.StartsWith("4 images in one call; this key may ask for 3 at once", error.Status.Detail);
        Assert.Equal("-1", error.Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.InRange(await LeftAsync(channel, key), 2, 3);
    }

    /// <summary>Messages of more images than the burst, too: they wait for it several times.</summary>
    [Fact]
    public async Task ModelStreamInfer_IsSlowedDownToItsImages()
    {
        const int rate = 20,
            burst = 4,
            rows = 8,
            messages = 4;
        var key = Add(rate, burst);
        await using var server = await StartAsync();
        using var channel = server.Open();
        using var call = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelStreamInfer(Of(key));
        var began = Stopwatch.StartNew();
        for (var i = 0; i < messages; i++)
            await call.RequestStream.WriteAsync(Seeds(rows));
        await call.RequestStream.CompleteAsync();
        var answers = 0;
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal("", answer.ErrorMessage);
            answers++;
        }

        Assert.Equal(messages, answers);
        var least = TimeSpan.FromSeconds((double)(messages * rows - burst) / rate - 0.1); // 28 images at 20 a second
        Assert.True(began.Elapsed >= least, $"{began.Elapsed}: {messages * rows} images take {least} or more");
    }

    /// <summary>A stream ends with its key's images unpaid: none of its messages goes on to wait.</summary>
    [Fact]
    public async Task ModelStreamInfer_ThatIsGivenUp_LeavesTheRateToOthersOfItsKey()
    {
        var key = Add(10, 10);
        await using var server = await StartAsync();
        using var channel = server.Open();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        using (var call = client.ModelStreamInfer(Of(key)))
        {
            for (var i = 0; i < 20; i++)
                await call.RequestStream.WriteAsync(Seeds(10));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
        var answered = await StatusAsync(client.ServerMetadataAsync(new(), Of(key)));
        for (var began = Stopwatch.StartNew(); answered is not null && began.Elapsed < TimeSpan.FromSeconds(5); )
            answered = await StatusAsync(client.ServerMetadataAsync(new(), Of(key)));
        Assert.Null(answered);
    }
}
