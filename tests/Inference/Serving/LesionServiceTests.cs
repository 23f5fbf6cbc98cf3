using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Platform.Protos;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Tests.Bundles;

namespace Platform.Inference.Tests.Serving;

public class LesionServiceTests(TinyBundleFixture fixture)
{
    static ClassifyRequest Request(byte[] image, string id = "") => new() { Image = ByteString.CopyFrom(image), RequestId = id };

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
        Assert.Equal(expected, answer.Predictions.Select(p => ((string?)p.Code, p.Probability)));
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
        for (var i = 0; i < together.Length; i++) Assert.Equal(alone[i % 12], together[i]);
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
            if (i % 10 != 3) Assert.Equal(await server.Client.ClassifyAsync(Request(Samples.Png(i), $"{i}")), answers[i].Result);
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
        foreach (var image in images) Assert.Equal(File.ReadAllBytes(Path.Combine(folder, $"9-{image.Index:D8}.png")), image.Png.ToByteArray());
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

    [Fact]
    public async Task Generate_PastItsDeadline_Ends()
    {
        await using var server = await RunningServer.StartAsync(fixture, new() { MaxGenerate = 1_000_000 });
        using var call = server.Client.Generate(new() { Count = 1_000_000 }, deadline: DateTime.UtcNow.AddSeconds(1));
        var received = 0;
        var status = await FailureAsync(async () => { await foreach (var _ in call.ResponseStream.ReadAllAsync()) received++; });
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.InRange(received, 1, 999_999);
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
