using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using Platform.Shared.Onnx;
using Platform.Training.Encoders;
using Platform.Training.Export;
using Platform.Training.Export.Int8;
using Platform.Training.Tests.Tracing;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Export.Int8;

public sealed class QdqEncoderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Pixels, a rectified convolution with a folded batch-norm, and a second convolution.</summary>
    sealed class TwoConvolutions : nn.Module
    {
        readonly Conv2d first,
            second;
        readonly BatchNorm2d norm;

        public TwoConvolutions()
            : base(nameof(TwoConvolutions))
        {
            (first, norm, second) = (
                nn.Conv2d(3, 5, 3, 1, 1, bias: false),
                nn.BatchNorm2d(5),
                nn.Conv2d(5, 4, 3, 2, 1, bias: false)
            );
            RegisterComponents();
            using (no_grad())
                norm.bias!.copy_(randn(5) * 0.3);
            eval();
        }

        public ModelProto Export(int side)
        {
            var graph = new OnnxGraph("two", this);
            var x = EncoderImage.FromPixels(graph.Input("pixels", DataType.Uint8, -1, side, side, 3));
            x = x.Conv2d(x.Lift(first.weight), 1, 1).BatchNorm(norm).Relu();
            graph.Output("y", x.Conv2d(x.Lift(second.weight), 2, 1), DataType.Float, -1, 4, side / 2, side / 2);
            return graph.Build();
        }
    }

    static byte[] Noise(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>
    /// Each convolution as sums of integers, rescaled and rounded: what the file says, computed slowly.
    /// </summary>
    static byte[] Convolve(byte[] x, int c, int side, Affine input, ChannelWeights w, int stride, Affine output)
    {
        var (o, small) = (w.Bias.Length, side / stride);
        var y = new byte[o * small * small];
        for (var k = 0; k < o; k++)
        for (var row = 0; row < small; row++)
        for (var column = 0; column < small; column++)
        {
            long sum = w.Bias[k];
            for (var i = 0; i < c; i++)
            for (var v = 0; v < 3; v++)
            for (var u = 0; u < 3; u++)
                if (
                    row * stride + v - 1 is var r and >= 0
                    && column * stride + u - 1 is var q and >= 0
                    && r < side
                    && q < side
                )
                    sum += (x[(i * side + r) * side + q] - input.Zero) * w.Weights[((k * c + i) * 3 + v) * 3 + u];
            y[(k * small + row) * small + column] = (byte)
                Math.Clamp(Math.Round(sum * ((double)input.Scale * w.Scales[k] / output.Scale)) + output.Zero, 0, 255);
        }
        return y;
    }

    static float[] Floats(ModelProto model, string name) =>
        System
            .Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
                model.Graph.Initializer.Single(i => i.Name == name).RawData.Span
            )
            .ToArray();

    [Fact]
    public void Quantise_ComputesWhatIntegersCompute()
    {
        const int side = 12;
        random.manual_seed(3);
        using var network = new TwoConvolutions();
        var model = network.Export(side);
        var graph = new QdqEncoder(model);
        Assert.Equal(2, graph.Observed.Count);
        var (middle, last) = (Affine.Of(0, 1.2), Affine.Of(-0.5, 0.6));
        var convolutions = model.Graph.Node.Where(n => n.OpType == "Conv").ToArray();
        using var runtime = Parity.Load(
            graph.Quantise(new Dictionary<string, Affine> { [graph.Observed[0]] = middle, [graph.Observed[1]] = last }),
            folder
        );

        var pixels = Noise(side * side * 3, 1);
        var image = new Affine(1 / 255f, 0);
        byte[] planes =
        [
            .. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, side * side).Select(p => pixels[p * 3 + c])),
        ];
        var first = ChannelWeights.Of(
            Floats(model, convolutions[0].Input[1]),
            Floats(model, convolutions[0].Input[2]),
            image.Scale
        );
        var second = ChannelWeights.Of(Floats(model, convolutions[1].Input[1]), new float[4], middle.Scale);
        var expected = Convolve(Convolve(planes, 3, side, image, first, 1, middle), 5, side, middle, second, 2, last);
        var actual = runtime.Run([new TensorData("pixels", pixels, 1, side, side, 3)], "y")[0].Floats;
        // A sum that lies between two bytes may be rounded either way, in the first layer or the second.
        var differences = expected.Zip(actual, (e, a) => Math.Abs(last.Value(e) - a) / last.Scale).ToArray();
        Assert.True(differences.Max() < 1.01, $"{differences.Max()} steps");
        Assert.True(
            differences.Count(d => d > 0.01) <= 2,
            $"{differences.Count(d => d > 0.01)} of {differences.Length}"
        );
        Assert.True(expected.Distinct().Count() > 20);
    }

    (ModelProto Plain, QdqEncoder Graph, Dictionary<string, Affine> Ranges) SmallEncoder(
        int side,
        PixelNormalisation? normalisation = null
    )
    {
        random.manual_seed(5);
        using var encoder = new ResNet18 { Normalisation = normalisation ?? PixelNormalisation.None };
        // Batch statistics of noise first, else the activations of an untrained network grow from block to block.
        using (no_grad())
            for (var i = 0; i < 20; i++)
                using (NewDisposeScope())
                    encoder.call(rand(8, 3, side, side));
        encoder.eval();
        var plain = OnnxExport.Encoder(encoder, side);
        var graph = new QdqEncoder(plain);
        var open = plain.Clone();
        foreach (var value in graph.Observed)
            open.Graph.Output.Add(
                new ValueInfoProto
                {
                    Name = value,
                    Type = new() { TensorType = new() { ElemType = (int)DataType.Float } },
                }
            );
        using var runtime = Parity.Load(open, folder);
        var seen = runtime.Run(
            [new TensorData("pixels", Noise(8 * side * side * 3, 2), 8, side, side, 3)],
            graph.Observed
        );
        return (plain, graph, seen.ToDictionary(v => v.Name, v => Affine.Of(v.Floats.Min(), v.Floats.Max())));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Quantise_OfAnEncoder_IsCloseToFloat32_WithTheSameTensors(bool normalised)
    {
        const int side = 64;
        var (plain, graph, ranges) = SmallEncoder(side, normalised ? PixelNormalisation.Torchvision : null);
        using var floats = Parity.Load(plain, folder);
        var expected = floats.Run(
            [new TensorData("pixels", Noise(2 * side * side * 3, 9), 2, side, side, 3)],
            "embedding",
            "feature_map"
        );
        using var bytes = Parity.Load(graph.Quantise(ranges), folder);
        Assert.Equal(
            floats.Inputs.Concat(floats.Outputs).Select(t => $"{t}"),
            bytes.Inputs.Concat(bytes.Outputs).Select(t => $"{t}")
        );
        var actual = bytes.Run(
            [new TensorData("pixels", Noise(2 * side * side * 3, 9), 2, side, side, 3)],
            "embedding",
            "feature_map"
        );
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Shape, a.Shape);
            var error = e.Floats.Zip(a.Floats, (x, y) => Math.Abs(x - y)).Average() / e.Floats.Average(Math.Abs);
            // A normalised picture is no longer bytes times a constant, and is rounded once more.
            Assert.True(error < (normalised ? 0.12 : 0.1), $"{e.Name}: {error}");
        }
    }

    [Fact]
    public void Quantise_OfAnEncoder_IsFusedIntoIntegerOperations_AndTakesAQuarterOfTheBytes()
    {
        var (plain, graph, ranges) = SmallEncoder(32);
        var model = graph.Quantise(ranges);
        Assert.InRange(model.CalculateSize(), plain.CalculateSize() / 4.2, plain.CalculateSize() / 3.8);
        File.WriteAllBytes(folder["int8.onnx"], model.ToByteArray());
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = folder["fused.onnx"],
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        };
        using (new InferenceSession(folder["int8.onnx"], options)) { }
        var operations = ModelProto
            .Parser.ParseFrom(File.ReadAllBytes(folder["fused.onnx"]))
            .Graph.Node.CountBy(n => n.OpType)
            .ToDictionary();
        Assert.Equal(20, operations["QLinearConv"]);
        Assert.Equal(7, operations["QLinearAdd"]); // of eight: the last sum is the feature map's, in float32
        Assert.DoesNotContain("Conv", operations.Keys);
        Assert.DoesNotContain("QuantizeLinear", operations.Keys);
        Assert.Equal(2, operations["DequantizeLinear"]); // the two terms of the last sum
    }

    [Fact]
    public void Quantise_Twice_GivesTheSameBytes()
    {
        var (_, graph, ranges) = SmallEncoder(32);
        Assert.Equal(
            graph.Quantise(ranges).ToByteArray(),
            graph.Quantise(ranges.Reverse().ToDictionary()).ToByteArray()
        );
    }

    [Fact]
    public void Quantise_WithoutARange_NamesTheValue()
    {
        var (_, graph, ranges) = SmallEncoder(32);
        ranges.Remove(graph.Observed[3]);
        Assert.Contains(graph.Observed[3], Assert.Throws<NotSupportedException>(() => graph.Quantise(ranges)).Message);
    }
}
