using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Protos;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Shared.Tests.Bundles;

namespace Platform.Inference.Tests.Serving;

public class LesionServiceTests(TinyBundleFixture fixture)
{
    static ClassifyRequest Request(byte[] image, string id = "") => new() { Image = ByteString.CopyFrom(image), RequestId = id };

    /// <summary>Batches of other sizes may sum in another order.</summary>
    static void AssertSame(ClassifyResponse expected, ClassifyResponse actual)
    {
        Assert.Equal((expected.RequestId, expected.TopClass, expected.BundleVersion), (actual.RequestId, actual.TopClass, actual.BundleVersion));
        Assert.Equal(expected.Predictions.Select(p => p.Code), actual.Predictions.Select(p => p.Code));
        foreach (var (a, b) in expected.Predictions.Zip(actual.Predictions)) Assert.Equal(a.Probability, b.Probability, 1e-5f);
    }

    static async Task<Status> FailureAsync(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status;

    [Fact]
    public async Task Classify_GivesTheProbabilitiesOfTheCommandLine()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Samples.Jpeg());
        var cli = await Cli.RunAsync("classify", fixture.Path, file, "--json");
        File.Delete(file);
        var expected = JsonDocument.Parse(cli.Output).RootElement.GetProperty("predictions").EnumerateArray()
            .Select(p => (p.GetProperty("code").GetString(), p.GetProperty("probability").GetSingle()));
        var answer = await server.Client.ClassifyAsync(Request(Samples.Jpeg(), "a1"));
        foreach (var ((code, probability), p) in expected.Zip(answer.Predictions)) Assert.True(code == p.Code && Math.Abs(probability - p.Probability) < 1e-5f);
        Assert.Equal(TinyBundle.Classes.Count, answer.Predictions.Count);
        Assert.Equal(("a1", "tiny", "1.0.0", BundleManifest.ResearchUseOnly), (answer.RequestId, answer.BundleName, answer.BundleVersion, answer.IntendedUse));
        Assert.Equal(answer.Predictions[0].Code, answer.TopClass);
    }

    [Fact]
    public async Task Classify_OfABadImage_IsInvalidArgumentWithTheReason()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        foreach (var (_, bytes, reason) in Samples.Bad)
        {
            var status = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(bytes)));
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.StartsWith("image: ", status.Detail);
            Assert.Contains(reason, status.Detail);
        }
    }

    [Fact]
    public async Task Classify_AboveTheLimits_SaysWhichLimit()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { Images = new() { MaxBytes = 100_000, MaxPixels = 1199 } });
        var bytes = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(new byte[100_001])));
        Assert.Equal((StatusCode.InvalidArgument, "image: 100,001 bytes; the limit is 100,000"), (bytes.StatusCode, bytes.Detail));
        var pixels = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Samples.Png(1))));
        Assert.Equal((StatusCode.InvalidArgument, "image: 40 x 30 pixels; the limit is 1,199 in all"), (pixels.StatusCode, pixels.Detail));
        var message = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(new byte[300_000])));
        Assert.Equal(StatusCode.ResourceExhausted, message.StatusCode);
        var id = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Samples.Png(1), new('x', 257))));
        Assert.Equal(StatusCode.InvalidArgument, id.StatusCode);
    }

    [Fact]
    public async Task Classify_FromManyCallers_DoesNotMixAnswers()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var alone = new List<ClassifyResponse>();
        for (var i = 0; i < 12; i++) alone.Add(await server.Client.ClassifyAsync(Request(Samples.Png(i), $"{i}")));
        Assert.True(alone.Select(a => a.Predictions[0].Probability).Distinct().Count() > 6);
        var together = await Task.WhenAll(Enumerable.Range(0, 120).Select(async i => await server.Client.ClassifyAsync(Request(Samples.Png(i % 12), $"{i % 12}"))));
        for (var i = 0; i < together.Length; i++) AssertSame(alone[i % 12], together[i]);
    }

    [Fact]
    public async Task ClassifyStream_AnswersEachInOrder_AndGoesOnAfterABadImage()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var call = server.Client.ClassifyStream();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++) await call.RequestStream.WriteAsync(Request(i % 10 == 3 ? Samples.Bad[i / 10].Bytes : Samples.Png(i), $"{i}"));
            await call.RequestStream.CompleteAsync();
        });
        var answers = new List<ClassifyStreamResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync()) answers.Add(answer);
        await sending;
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), answers.Select(a => a.RequestId));
        for (var i = 0; i < 40; i++)
            if (i % 10 != 3) AssertSame(await server.Client.ClassifyAsync(Request(Samples.Png(i), $"{i}")), answers[i].Result);
            else
            {
                Assert.Equal((int)StatusCode.InvalidArgument, answers[i].Error.Code);
                Assert.Contains(Samples.Bad[i / 10].Reason, answers[i].Error.Message);
            }
    }

    [Fact]
    public async Task ClassifyStream_CancelledByItsCaller_Ends()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var cancel = new CancellationTokenSource();
        using var call = server.Client.ClassifyStream(cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(Request(Samples.Png(0)));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await FailureAsync(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
        Assert.Equal(3, (await server.Client.ClassifyAsync(Request(Samples.Png(0)))).Predictions.Count);
    }

    [Fact]
    public async Task Generate_GivesTheImagesOfTheCommandLine()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var folder = Directory.CreateTempSubdirectory("generate-").FullName;
        Assert.Equal(0, (await Cli.RunAsync("sample", fixture.Path, "--seed", "9", "--start", "3", "--count", "4", "--out", folder)).ExitCode);
        using var call = server.Client.Generate(new() { Seed = 9, Start = 3, Count = 4 });
        var images = new List<GenerateResponse>();
        await foreach (var image in call.ResponseStream.ReadAllAsync()) images.Add(image);
        Assert.Equal([3L, 4, 5, 6], images.Select(i => i.Index));
        foreach (var image in images) Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "000000", $"9-{image.Index:D10}.png")), image.Png.ToByteArray());
        Assert.Equal(TinyBundle.Generated, ImageDecoder.Decode(images[0].Png.ToByteArray(), int.MaxValue).Width);
        Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<string, int, long, float> BadNumbers => new() { { "count", 0, 0, 1 }, { "count", 6, 0, 1 }, { "start", 1, -1, 1 }, { "psi", 1, 0, float.NaN }, { "psi", 1, 0, 3 } };

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public async Task Generate_WithANumberOutOfRange_NamesTheField(string field, int count, long start, float psi)
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { MaxGenerate = 5 });
        using var call = server.Client.Generate(new() { Count = count, Start = start, Psi = psi });
        var status = await FailureAsync(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith(field, status.Detail);
    }

    /// <summary>The server's clock may end the stream before the client's does, and a reset stream cannot say why: the client then reads Unavailable.</summary>
    [Fact]
    public async Task Generate_PastItsDeadline_Ends()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { MaxGenerate = 1_000_000 });
        using var call = server.Client.Generate(new() { Count = 1_000_000 }, deadline: DateTime.UtcNow.AddSeconds(1));
        var received = 0;
        var status = await FailureAsync(async () => { await foreach (var _ in call.ResponseStream.ReadAllAsync()) received++; });
        Assert.Contains(status.StatusCode, new[] { StatusCode.DeadlineExceeded, StatusCode.Unavailable });
        Assert.InRange(received, 0, 999_999);
        using var next = server.Client.Generate(new() { Count = 1 });                                     // the generator is free again
        Assert.True(await next.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task DescribeBundle_DescribesWhatIsServed()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var answer = await server.Client.DescribeBundleAsync(new());
        Assert.Equal(("tiny", "1.0.0", BundleManifest.ResearchUseOnly), (answer.Name, answer.Version, answer.IntendedUse));
        Assert.Equal(TinyBundle.Classes.Select(c => (c.Code, c.Name)), answer.Classes.Select(c => (c.Code, c.Name)));
        Assert.Equal((TinyBundle.Side, TinyBundle.Generated), (answer.InputSide, answer.GeneratedSide));
    }

    [Theory]
    [InlineData("")]
    [InlineData("vasc")]
    public async Task Classify_WithClassActivation_GivesAMapWhoseSumAndBiasAreTheLogit(string asked)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var answer = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(2)), ClassActivation = true, ActivationClass = asked });
        var map = answer.ClassActivation;
        Assert.Equal((asked == "" ? answer.TopClass : asked, TinyBundle.Side / 4, TinyBundle.Side / 4, map.Height * map.Width), (map.Code, map.Height, map.Width, map.Values.Count));
        Assert.True(map.Values.Distinct().Count() > 8);

        using var bundle = fixture.Load();                                                     // the slow way: each cell as an image of one cell
        var pixels = new TensorData("pixels", Preprocessing.Square(Samples.Png(2), TinyBundle.Side), 1, TinyBundle.Side, TinyBundle.Side, 3);
        var features = bundle.Encoder.Run([pixels], "feature_map", "embedding");
        var (logits, cell, index) = (new float[3], new float[512], TinyBundle.Classes.Select(c => c.Code).ToList().IndexOf(map.Code));
        bundle.Head.Logits(features[1].Floats, logits);
        Assert.Equal(logits[index], map.Values.Sum() + map.Bias, 1e-4f);
        for (var at = 0; at < map.Values.Count; at++)
        {
            for (var k = 0; k < cell.Length; k++) cell[k] = features[0].Floats[k * map.Values.Count + at];
            bundle.Head.Logits(cell, logits);
            Assert.Equal((logits[index] - map.Bias) / map.Values.Count, map.Values[at], 1e-4f);
        }
    }

    [Fact]
    public async Task Classify_WithAnUnknownActivationClass_NamesTheClasses()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var status = await FailureAsync(async () => await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(2)), ClassActivation = true, ActivationClass = "wart" }));
        Assert.Equal((StatusCode.InvalidArgument, "activation_class 'wart': must be one of mel, nv, vasc"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Embed_GivesTheEncodersEmbedding()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var bundle = fixture.Load();
        var answer = await server.Client.EmbedAsync(new() { Image = ByteString.CopyFrom(Samples.Png(4)), RequestId = "e" });
        var expected = bundle.Encoder.Run([new("pixels", Preprocessing.Square(Samples.Png(4), TinyBundle.Side), 1, TinyBundle.Side, TinyBundle.Side, 3)], "embedding")[0].Floats;
        Assert.Equal(("e", "tiny", "1.0.0", expected.Length), (answer.RequestId, answer.BundleName, answer.BundleVersion, answer.Embedding.Count));
        foreach (var (a, b) in expected.Zip(answer.Embedding)) Assert.Equal(a, b, 1e-4f);
    }

    [Fact]
    public async Task Generate_OfAWalk_LeadsFromOneSeedToTheOther()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        async Task<List<GenerateResponse>> Images(GenerateRequest request)
        {
            using var call = server.Client.Generate(request);
            return await call.ResponseStream.ReadAllAsync().ToListAsync();
        }
        var walk = await Images(new() { Seed = 1, WalkToSeed = 2, Start = 5, Count = 4 });
        Assert.Equal([0L, 1, 2, 3], walk.Select(i => i.Index));
        Assert.Equal((await Images(new() { Seed = 1, Start = 5, Count = 1 }))[0].Png, walk[0].Png);
        Assert.Equal(4, walk.Select(i => i.Png).Distinct().Count());

        using var bundle = fixture.Load();
        var sampler = new ImageSampler(bundle.Generator);
        var end = sampler.Pixels(sampler.Latents(2, 5).Z, sampler.Latents(1, 5).Noise, ImageSampler.DefaultPsi);
        var last = ImageDecoder.Decode(walk[3].Png.ToByteArray(), int.MaxValue).Rgb;
        Assert.All(end.Zip(last), p => Assert.InRange(p.First - p.Second, -1, 1));
    }

    [Fact]
    public async Task Classify_WhereTheQueueIsFull_IsRefusedAtOnce_AndTheOthersAreAnswered()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { MaxQueueSize = 2 });
        var admission = server.Service<Admission>();
        admission.Enter(2);
        var status = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Samples.Png(0))));
        Assert.Equal((StatusCode.ResourceExhausted, "the queue of 2 images is full; try again later"), (status.StatusCode, status.Detail));
        using var stream = server.Client.ClassifyStream();
        await stream.RequestStream.WriteAsync(Request(Samples.Png(0), "waits"));
        var answer = stream.ResponseStream.MoveNext(CancellationToken.None);
        Assert.False(answer.IsCompleted);
        admission.Leave(2);
        Assert.True(await answer);
        Assert.Equal("waits", stream.ResponseStream.Current.Result.RequestId);
        Assert.Equal(0, admission.Count);
    }

    [Theory]
    [InlineData("other", "", "bundle 'other': not served; tiny is")]
    [InlineData("tiny", "9.9.9", "version '9.9.9': not served; tiny 1.0.0 is")]
    public async Task Classify_OfABundleThatIsNotServed_IsNotFound(string bundle, string version, string reason)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var status = await FailureAsync(async () => await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(Samples.Png(0)), Bundle = bundle, Version = version }));
        Assert.Equal((StatusCode.NotFound, reason), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Classify_LogsNoByteOfTheImage()
    {
        const string marker = "PATIENT-4711-MARKER";
        byte[] jpeg = Samples.Jpeg(), comment = [0xFF, 0xFE, 0, (byte)(marker.Length + 2), .. Encoding.ASCII.GetBytes(marker)];
        byte[] image = [.. jpeg[..2], .. comment, .. jpeg[2..]], damaged = image[..^(jpeg.Length / 2)];
        await using var server = await RunningServer.StartAsync(fixture);
        await server.Client.ClassifyAsync(Request(image));
        await FailureAsync(async () => await server.Client.ClassifyAsync(Request(damaged)));
        Assert.Contains(server.Log, line => line.StartsWith("Trace"));
        var aligned = Enumerable.Range(0, 3).Select(skip => Convert.ToBase64String(Encoding.ASCII.GetBytes(marker)[skip..^((marker.Length - skip) % 3)]));
        foreach (var form in aligned.Append(marker).Append(Convert.ToHexString(Encoding.ASCII.GetBytes(marker))))
            Assert.DoesNotContain(server.Log, line => line.Contains(form, StringComparison.OrdinalIgnoreCase));
    }
}
