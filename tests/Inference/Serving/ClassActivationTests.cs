using Google.Protobuf;
using Grpc.Core;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Serving;

public class ClassActivationTests(TinyBundleFixture fixture)
{
    [Theory]
    [InlineData("")]
    [InlineData("vasc")]
    public async Task Classify_WithClassActivation_GivesAMapWhoseSumAndBiasAreTheLogit(string asked)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var answer = await server.Client.ClassifyAsync(
            new()
            {
                Image = ByteString.CopyFrom(Samples.Png(2)),
                ClassActivation = true,
                ActivationClass = asked,
            }
        );
        var map = answer.ClassActivation;
        Assert.Equal(
            (asked == "" ? answer.TopClass : asked, TinyBundle.Side / 4, TinyBundle.Side / 4, map.Height * map.Width),
            (map.Code, map.Height, map.Width, map.Values.Count)
        );
        Assert.True(map.Values.Distinct().Count() > 8);

        using var bundle = fixture.Load(); // the slow way: each cell as an image of one cell
        var pixels = new TensorData(
            "pixels",
            Preprocessing.Square(Samples.Png(2), new(TinyBundle.Side)),
            1,
            TinyBundle.Side,
            TinyBundle.Side,
            3
        );
        var features = bundle.Encoder.Run([pixels], "feature_map", "embedding");
        var (logits, cell, index) = (
            new float[3],
            new float[512],
            TinyBundle.Classes.Select(c => c.Code).ToList().IndexOf(map.Code)
        );
        bundle.Head.Logits(features[1].Floats, logits);
        Assert.Equal(logits[index], map.Values.Sum() + map.Bias, 1e-4f);
        for (var at = 0; at < map.Values.Count; at++)
        {
            for (var k = 0; k < cell.Length; k++)
                cell[k] = features[0].Floats[k * map.Values.Count + at];
            bundle.Head.Logits(cell, logits);
            Assert.Equal((logits[index] - map.Bias) / map.Values.Count, map.Values[at], 1e-4f);
        }
    }

    [Fact]
    public async Task Classify_WithAnUnknownActivationClass_NamesTheClasses()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var status = await FailureAsync(async () =>
            await server.Client.ClassifyAsync(
                new()
                {
                    Image = ByteString.CopyFrom(Samples.Png(2)),
                    ClassActivation = true,
                    ActivationClass = "wart",
                }
            )
        );
        Assert.Equal(
            (StatusCode.InvalidArgument, "activation_class 'wart': must be one of mel, nv, vasc"),
            (status.StatusCode, status.Detail)
        );
    }
}
