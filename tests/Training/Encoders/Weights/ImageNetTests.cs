using Onnx;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using Platform.Training.Export;
using Platform.Training.Tests.Tracing;

namespace Platform.Training.Tests.Encoders.Weights;

public sealed class ImageNetTests : IDisposable
{
    const int Side = 96,
        Images = 64;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Entries_AreTheEncodersWithoutCounts()
    {
        using var encoder = new ResNet18();
        using var file = ImageNetFile.Open();
        Assert.Equal(
            encoder
                .state_dict()
                .Where(t => !t.Key.EndsWith("num_batches_tracked"))
                .Select(t => $"{t.Key} {string.Join('x', t.Value.shape)}")
                .Order(),
            file.Entries.Select(t => $"{t.Key} {string.Join('x', t.Value.Shape)}").Order()
        );
        Assert.Equal(100, file.Entries.Count);
        Assert.Equal(11_186_112, file.Entries.Values.Sum(t => t.Shape.Aggregate((a, b) => a * b)));
    }

    [Fact]
    public void Normalisation_IsTheMeanImagesMean()
    {
        using var file = ImageNetFile.Open();
        var (mean, deviation) = (file.Normalisation.Mean, file.Normalisation.Deviation);
        Assert.Equal([123.15163f, 115.90288f, 103.06262f], mean.Map(m => m * 255), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal([1f, 1f, 1f], deviation.Map(d => d * 255));
    }

    /// <summary>The network as it ships, cut behind its eighth block.</summary>
    static ModelProto Original(int images, int side)
    {
        using var content = File.OpenRead(Path.Combine(ImageNetFile.Folder, "ResNet18.onnx"));
        var model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(content);
        var graph = model.Graph;
        var last = CntkResNet.EighthBlock(graph);
        var nodes = graph.Node.ToList();
        nodes = nodes[..(nodes.FindIndex(n => n.Output.Contains(last)) + 1)];
        var read = nodes.SelectMany(n => n.Input).ToHashSet();
        var weights = graph.Initializer.Where(i => read.Contains(i.Name)).ToArray();
        var input = graph.Input[0].Name;
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.Initializer.Clear();
        graph.Initializer.AddRange(weights);
        graph.Input.Clear();
        graph.Input.Add(Value(input, images, 3, side, side));
        graph.Output.Clear();
        graph.Output.Add(Value(last, images, ResNet18.EmbeddingSize, side / 32, side / 32));
        return model;
    }

    static ValueInfoProto Value(string name, params long[] shape) =>
        new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new()
                {
                    ElemType = (int)TensorProto.Types.DataType.Float,
                    Shape = new()
                    {
                        Dim = { shape.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }) },
                    },
                },
            },
        };

    /// <summary>Blue, green, red from 0 to 255, less their means, by the file's own numbers.</summary>
    static float[] OriginalInput(byte[] pixels, int images, int side)
    {
        float[] means = [103.06262f, 115.90288f, 123.15163f];
        var (area, result) = (side * side, new float[pixels.Length]);
        for (var n = 0; n < images; n++)
        for (var c = 0; c < 3; c++)
        for (var p = 0; p < area; p++)
            result[(n * 3 + c) * area + p] = pixels[(n * area + p) * 3 + 2 - c] - means[c];
        return result;
    }

    [Fact]
    public void Export_EqualsTheOriginalsEighthBlock()
    {
        var images = Datasets.Read(Datasets.Phantom, null, Images, 0).Images;
        byte[] pixels = [.. images.SelectMany(i => Preprocessing.Square(i.Read(), new(Side)))];

        using var opened = PretrainedEncoder.Open(PretrainedEncoder.ImageNet, null);
        using var encoder = opened.Create();
        encoder.eval();
        using var exported = Parity.Load(OnnxExport.Encoder(encoder, Side), folder);
        var actual = exported.Run([new TensorData("pixels", pixels, Images, Side, Side, 3)], "feature_map")[0];

        var model = Original(Images, Side);
        using var original = Parity.Load(model, folder);
        var expected = original.Run([
            new(model.Graph.Input[0].Name, OriginalInput(pixels, Images, Side), Images, 3, Side, Side),
        ])[0];

        Assert.Equal(expected.Shape, actual.Shape);
        var error = expected.Floats.Zip(actual.Floats, (e, a) => Math.Abs(e - a)).Max() / expected.Floats.Max(Math.Abs);
        Assert.True(error <= 1e-4, $"relative difference {error:E2}");
        Assert.True(expected.Floats.Count(v => v > 0) > expected.Floats.Length / 10, "an output that says something");
    }

    [Fact]
    public void Open_WithoutThePackagesFiles_SaysWhatToDo()
    {
        Assert.Contains(
            "restore and build again",
            Assert.Throws<InputException>(() => ImageNetFile.Open(folder.Path)).Message
        );
        File.WriteAllBytes(folder["ResNet18.onnx"], [8, 3]);
        Assert.Contains("SHA-256", Assert.Throws<InputException>(() => ImageNetFile.Open(folder.Path)).Message);
    }

    [Fact]
    public void Open_WithAnotherNormalisation_IsRefused() =>
        Assert.Contains(
            "--init-pixels",
            Assert
                .Throws<InputException>(() => PretrainedEncoder.Open(PretrainedEncoder.ImageNet, FilePixels.Unit))
                .Message
        );
}
