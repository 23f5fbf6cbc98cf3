using Grpc.Core;
using Platform.Inference.Tests.Serving;
using static Platform.Inference.Tests.OpenInference.Tensor;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.OpenInference;

/// <summary>An answer is bounded, however small the request for it is.</summary>
public class AnswerSizeTests(TinyBundleFixture fixture)
{
    const int Images = 16,
        Limit = 8 << 10; // an image of 8 x 8 has 192 levels

    [Fact]
    public async Task ModelInfer_OfThousandsOfOutputs_IsRefusedBeforeItsImageIsDecoded()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var request = Request("tiny").Raw("image", "BYTES", Prefixed(Samples.Png(0)), 1);
        for (var i = 0; i < 20_000; i++)
            request.Want("embedding");
        var status = await FailureAsync(async () => await server.Inference.ModelInferAsync(request));
        Assert.Equal(
            (StatusCode.InvalidArgument, "output 'embedding' for model 'tiny': asked for twice; ask once"),
            (status.StatusCode, status.Detail)
        );
        Assert.Equal(0UL, await RunAsync(server, "tiny"));
    }

    [Fact]
    public async Task ModelInfer_OfMoreImagesThanAnAnswerHolds_IsRefusedBeforeTheyAreDrawn()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Protocol = new() { MaxAnswerBytes = Limit } }
        );
        var seeds = Enumerable.Range(0, Images).Select(i => (long)i).ToArray();
        var all = Request("tiny-generator").Raw("seed", "INT64", Bytes(seeds), Images);
        var status = await FailureAsync(async () => await server.Inference.ModelInferAsync(all));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal(
            "image and png of 16 images for model 'tiny-generator': more than the 8,192 bytes of an answer; "
                + "ask for 2 images or fewer at once",
            status.Detail
        );
        Assert.Equal(0UL, await RunAsync(server, "tiny-generator"));
        var metadata = await server.Inference.ModelMetadataAsync(new() { Name = "tiny-generator" });
        Assert.Equal("2", metadata.Properties["max_batch_size"]);
        var levels = await server.Inference.ModelInferAsync(all.Want("image"));
        Assert.Equal(Images * 192, levels.RawOutputContents[0].Length);
    }

    [Fact]
    public async Task Answer_AboveTheLimit_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Protocol = new() { MaxAnswerBytes = 20 } }
        );
        var status = await FailureAsync(async () => await server.Client.DescribeBundleAsync(new()));
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
    }

    [Fact]
    public async Task ModelStreamInfer_OfALongName_DoesNotSendItBack()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var call = server.Inference.ModelStreamInfer();
        await call.RequestStream.WriteAsync(Request(new string('m', 1 << 20), new('i', 1 << 20)));
        await call.RequestStream.CompleteAsync();
        var answer = Assert.Single(await call.ResponseStream.ReadAllAsync().ToListAsync());
        Assert.StartsWith("Request for unknown model: 'mmm", answer.ErrorMessage);
        Assert.InRange(answer.CalculateSize(), 1, 2_000);
    }

    static async Task<ulong> RunAsync(RunningServer server, string model)
    {
        var answer = await server.Inference.ModelStatisticsAsync(new() { Name = model });
        return Assert.Single(answer.ModelStats).InferenceCount;
    }
}
