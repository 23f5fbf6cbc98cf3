using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Platform.Training.Encoders;
using Platform.Training.Tracing;
using static Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders;

public sealed class ResNet18Tests
{
    [Fact]
    public void Parameters_Are11689512WithTorchvisionsNames()
    {
        using var network = new ResNet18(1000);
        Assert.Equal(11_689_512, network.parameters().Sum(p => p.numel())); // torchvision's documented count

        string[] norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        var expected = new List<string> { "conv1.weight", "fc.weight", "fc.bias" };
        expected.AddRange(norm.Select(n => $"bn1.{n}"));
        for (var layer = 1; layer <= 4; layer++)
        for (var block = 0; block < 2; block++)
        {
            var at = $"layer{layer}.{block}";
            expected.AddRange([$"{at}.conv1.weight", $"{at}.conv2.weight"]);
            expected.AddRange(norm.SelectMany(n => new[] { $"{at}.bn1.{n}", $"{at}.bn2.{n}" }));
            if (layer > 1 && block == 0)
                expected.AddRange(norm.Select(n => $"{at}.downsample.1.{n}").Prepend($"{at}.downsample.0.weight"));
        }
        Assert.Equal(expected.Order(StringComparer.Ordinal), network.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Weights_StartAsHesFanOut()
    {
        random.manual_seed(1);
        using var network = new ResNet18();
        var weight = network.state_dict()["layer3.1.conv2.weight"];
        Assert.Equal(Math.Sqrt(2.0 / (256 * 9)), weight.std().item<float>(), 3e-4);
    }

    [Theory, InlineData(32), InlineData(64)]
    public void Features_OnnxEqualsEager(int side)
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var network = new ResNet18();
        Randomize(network);
        network.eval();

        var graph = new OnnxGraph("encoder", network);
        var (embedding, map) = network.Features(
            EncoderImage.FromPixels(graph.Input("pixels", DataType.Uint8, -1, side, side, 3))
        );
        var cells = (side + 31) / 32;
        graph.Output("embedding", embedding, DataType.Float, -1, ResNet18.EmbeddingSize);
        graph.Output("feature_map", map, DataType.Float, -1, ResNet18.EmbeddingSize, cells, cells);
        var model = graph.Build();
        Assert.DoesNotContain(model.Graph.Node, n => n.OpType == "BatchNormalization");
        using var session = new InferenceSession(model.ToByteArray());

        foreach (var batch in new[] { 1, 2, 7 })
        {
            var pixels = randint(0, 256, [batch, side, side, 3], dtype: uint8);
            using var off = no_grad();
            var (e, m) = network.Features(EncoderImage.FromPixels(new Eager(pixels)));
            using var input = OrtValue.CreateTensorValueFromMemory(
                pixels.data<byte>().ToArray(),
                [batch, side, side, 3]
            );
            using var results = session.Run(new RunOptions(), ["pixels"], [input], ["embedding", "feature_map"]);
            AssertClose(e.Value, results[0]);
            AssertClose(m.Value, results[1]);
        }
    }

    static void AssertClose(Tensor expected, OrtValue actual)
    {
        Assert.Equal(expected.shape, actual.GetTensorTypeAndShape().Shape);
        using var got = tensor(actual.GetTensorDataAsSpan<float>().ToArray()).reshape(expected.shape);
        var error = ((got - expected).abs().max() / expected.abs().max()).item<float>();
        Assert.True(error <= 1e-4f, $"relative error {error}");
    }

    /// <summary>Fresh batch-norms are the identity, which would hide a wrong fold.</summary>
    static void Randomize(nn.Module network)
    {
        using var off = no_grad();
        foreach (var norm in network.modules().OfType<TorchSharp.Modules.BatchNorm2d>())
        {
            norm.weight!.uniform_(0.5, 1.5);
            norm.bias!.uniform_(-0.5, 0.5);
            norm.running_mean!.uniform_(-0.5, 0.5);
            norm.running_var!.uniform_(0.5, 2);
        }
    }
}
