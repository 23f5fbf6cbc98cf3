using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Protos;
using Platform.Shared.Bundles;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Serving;

public class ClassifyTests(TinyBundleFixture fixture)
{
    /// <summary>Batches of other sizes may sum in another order.</summary>
    static void AssertSame(ClassifyResponse expected, ClassifyResponse actual)
    {
        Assert.Equal(
            (expected.RequestId, expected.TopClass, expected.BundleVersion),
            (actual.RequestId, actual.TopClass, actual.BundleVersion)
        );
        Assert.Equal(expected.Predictions.Select(p => p.Code), actual.Predictions.Select(p => p.Code));
        foreach (var (a, b) in expected.Predictions.Zip(actual.Predictions))
            Assert.Equal(a.Probability, b.Probability, 1e-5f);
    }

    [Fact]
    public async Task Classify_GivesTheProbabilitiesOfTheCommandLine()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Samples.Jpeg());
        var cli = await Cli.RunAsync("classify", fixture.Path, file, "--json");
        File.Delete(file);
        var expected = JsonDocument
            .Parse(cli.Output)
            .RootElement.GetProperty("predictions")
            .EnumerateArray()
            .Select(p => (p.GetProperty("code").GetString(), p.GetProperty("probability").GetSingle()));
        var answer = await server.Client.ClassifyAsync(Request(Samples.Jpeg(), "a1"));
        foreach (var ((code, probability), p) in expected.Zip(answer.Predictions))
            Assert.True(code == p.Code && Math.Abs(probability - p.Probability) < 1e-5f);
        Assert.Equal(TinyBundle.Classes.Count, answer.Predictions.Count);
        Assert.Equal(
            ("a1", "tiny", "1.0.0", BundleManifest.ResearchUseOnly),
            (answer.RequestId, answer.BundleName, answer.BundleVersion, answer.IntendedUse)
        );
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
        await using var server = await RunningServer.StartAsync(
            fixture,
            new()
            {
                Classification = new()
                {
                    Images = new() { MaxBytes = 100_000, MaxPixels = 1199 },
                },
            }
        );
        var bytes = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(new byte[100_001])));
        Assert.Equal(
            (StatusCode.InvalidArgument, "image: 100,001 bytes; the limit is 100,000"),
            (bytes.StatusCode, bytes.Detail)
        );
        var pixels = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Samples.Png(1))));
        Assert.Equal(
            (StatusCode.InvalidArgument, "image: 40 x 30 pixels; the limit is 1,199 in all"),
            (pixels.StatusCode, pixels.Detail)
        );
        var message = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(new byte[300_000])));
        Assert.Equal(StatusCode.ResourceExhausted, message.StatusCode);
        var id = await FailureAsync(async () =>
            await server.Client.ClassifyAsync(Request(Samples.Png(1), new('x', 257)))
        );
        Assert.Equal(StatusCode.InvalidArgument, id.StatusCode);
    }

    [Fact]
    public async Task Classify_FromManyCallers_DoesNotMixAnswers()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var alone = new List<ClassifyResponse>();
        for (var i = 0; i < 12; i++)
            alone.Add(await server.Client.ClassifyAsync(Request(Samples.Png(i), $"{i}")));
        Assert.True(alone.Select(a => a.Predictions[0].Probability).Distinct().Count() > 6);
        var together = await Task.WhenAll(
            Enumerable
                .Range(0, 120)
                .Select(async i => await server.Client.ClassifyAsync(Request(Samples.Png(i % 12), $"{i % 12}")))
        );
        for (var i = 0; i < together.Length; i++)
            AssertSame(alone[i % 12], together[i]);
    }

    [Fact]
    public async Task ClassifyStream_AnswersEachInOrder_AndGoesOnAfterABadImage()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var call = server.Client.ClassifyStream();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
                await call.RequestStream.WriteAsync(
                    Request(i % 10 == 3 ? Samples.Bad[i / 10].Bytes : Samples.Png(i), $"{i}")
                );
            await call.RequestStream.CompleteAsync();
        });
        var answers = new List<ClassifyStreamResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
            answers.Add(answer);
        await sending;
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), answers.Select(a => a.RequestId));
        for (var i = 0; i < 40; i++)
            if (i % 10 != 3)
                AssertSame(await server.Client.ClassifyAsync(Request(Samples.Png(i), $"{i}")), answers[i].Result);
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
        Assert.Equal(
            StatusCode.Cancelled,
            (await FailureAsync(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode
        );
        Assert.Equal(3, (await server.Client.ClassifyAsync(Request(Samples.Png(0)))).Predictions.Count);
    }

    [Fact]
    public async Task Classify_WhereTheQueueIsFull_IsRefusedAtOnce_AndTheOthersAreAnswered()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Admission = new() { MaxQueueSize = 2 } }
        );
        var admission = server.Service<Admission>();
        admission.Enter(2);
        var status = await FailureAsync(async () => await server.Client.ClassifyAsync(Request(Samples.Png(0))));
        Assert.Equal(
            (StatusCode.ResourceExhausted, "the queue of 2 images is full; try again later"),
            (status.StatusCode, status.Detail)
        );
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
        var status = await FailureAsync(async () =>
            await server.Client.ClassifyAsync(
                new()
                {
                    Image = ByteString.CopyFrom(Samples.Png(0)),
                    Bundle = bundle,
                    Version = version,
                }
            )
        );
        Assert.Equal((StatusCode.NotFound, reason), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Classify_LogsNoByteOfTheImage()
    {
        const string marker = "PATIENT-4711-MARKER";
        byte[] jpeg = Samples.Jpeg(),
            comment = [0xFF, 0xFE, 0, (byte)(marker.Length + 2), .. Encoding.ASCII.GetBytes(marker)];
        byte[] image = [.. jpeg[..2], .. comment, .. jpeg[2..]],
            damaged = image[..^(jpeg.Length / 2)];
        await using var server = await RunningServer.StartAsync(fixture);
        await server.Client.ClassifyAsync(Request(image));
        await FailureAsync(async () => await server.Client.ClassifyAsync(Request(damaged)));
        Assert.Contains(server.Log, line => line.StartsWith("Trace"));
        var aligned = Enumerable
            .Range(0, 3)
            .Select(skip =>
                Convert.ToBase64String(Encoding.ASCII.GetBytes(marker)[skip..^((marker.Length - skip) % 3)])
            );
        foreach (var form in aligned.Append(marker).Append(Convert.ToHexString(Encoding.ASCII.GetBytes(marker))))
            Assert.DoesNotContain(server.Log, line => line.Contains(form, StringComparison.OrdinalIgnoreCase));
    }
}
