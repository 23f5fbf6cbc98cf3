using Google.Protobuf;
using Onnx;
using Platform.Inference.Bulk;
using Platform.Shared;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Training.Export;
using Platform.Training.Gan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.EndToEnd.Tests;

public sealed class StyleMixingTests : IDisposable
{
    const float Psi = 0.8f;
    static readonly Device Cpu = TorchRuntime.Start("cpu", threads: 1);
    readonly string file = Path.Combine(Path.GetTempPath(), $"generator-{Guid.NewGuid():N}.onnx");
    readonly StyleGenerator generator = new(
        GanConfig.Smoke with
        {
            Resolution = 16,
            StartResolution = 16,
            ChannelBase = 64,
            ChannelMax = 16,
            LatentSize = 16,
        },
        Platform.Training.Gan.StyleGan.StyleGanOptions.Smoke
    );
    readonly float[] a = new float[16],
        b = new float[16],
        noise;

    public StyleMixingTests()
    {
        random.manual_seed(3);
        using (no_grad())
            foreach (var (name, value) in generator.state_dict())
                if (name.EndsWith("weight", StringComparison.Ordinal))
                    value.add_(randn_like(value), alpha: 0.3); // styles that are far from one another
        generator.eval();
        OnnxExport.Save(OnnxExport.Generator(generator), file);
        noise = new float[generator.NoiseLength];
        LatentSampler.Fill(1, 0, a, noise);
        LatentSampler.Fill(1, 1, stream: 0, b);
    }

    public void Dispose()
    {
        generator.Dispose();
        File.Delete(file);
    }

    float[] Plain(float[] z)
    {
        using var model = OnnxModel.Load(file);
        return model
            .Run([new("z", z, 1, 16), new("psi", [Psi], 1), new("noise", noise, 1, noise.Length)], "image")[0]
            .Floats;
    }

    float[] Mixed(int from)
    {
        using var model = StyleMixing.Load(file, File.ReadAllBytes(file), from, OnnxOptions.Default);
        return model
            .Run(
                [
                    new("z", a, 1, 16),
                    new("psi", [Psi], 1),
                    new("noise", noise, 1, noise.Length),
                    new(StyleMixing.Input, b, 1, 16),
                ],
                "image"
            )[0]
            .Floats;
    }

    [Fact]
    public void Load_FromTheFirstResolution_DrawsTheSecondVectorsImage() => Assert.Equal(Plain(b), Mixed(4));

    /// <summary>The network itself, with one w up to 8 x 8 and another from there on.</summary>
    [Theory]
    [InlineData(8, 2)]
    [InlineData(16, 4)]
    public void Load_FromAResolution_MixesAsTheNetworkDoes(int from, int crossover)
    {
        using var off = no_grad();
        var mean = generator.state_dict()["w_avg"];
        Tensor W(float[] z) => (generator.Map(new Eager(tensor(z, [1, 16]))).Value - mean) * Psi + mean;
        var w = Enumerable
            .Range(0, generator.Layers)
            .Select(layer => new Eager(W(layer < crossover ? a : b)))
            .ToArray();
        var expected = generator
            .Synthesize(w, new Eager(tensor(noise, [1, noise.Length])), new Phase(16, 1))
            .Value.data<float>()
            .ToArray();
        var (mixed, plain) = (Mixed(from), Plain(a));
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], mixed[i], 1e-3f);
        Assert.True(mixed.Zip(plain, (x, y) => Math.Abs(x - y)).Max() > 0.05);
    }

    /// <summary>Bundles of older releases have no metadata: their styles are found by their weights' names.</summary>
    [Fact]
    public void Load_OfAnOlderFile_MixesAsOneThatSaysWhereItsStylesAre()
    {
        var said = Mixed(8);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        Assert.Equal(StyleNodes.Key, Assert.Single(model.MetadataProps).Key);
        model.MetadataProps.Clear();
        File.WriteAllBytes(file, model.ToByteArray());
        Assert.Equal(said, Mixed(8));
    }

    /// <summary>The names of the weights are the network's own affair.</summary>
    [Fact]
    public void Load_WhereTheWeightsAreCalledOtherwise_MixesAllTheSame()
    {
        var said = Mixed(8);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        string Renamed(string name) => name.Replace("adain", "style", StringComparison.Ordinal);
        foreach (var initializer in model.Graph.Initializer)
            initializer.Name = Renamed(initializer.Name);
        foreach (var node in model.Graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = Renamed(node.Input[i]);
        File.WriteAllBytes(file, model.ToByteArray());
        Assert.Equal(said, Mixed(8));
    }

    [Theory]
    [InlineData("[{\"node\":\"gone\",\"side\":8}]", "has no node 'gone'")]
    [InlineData("[{\"node\":\"\"}]", "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "has no styles to mix")]
    public void Load_WhereTheMetadataAreNotTheGraphs_IsRefused(string metadata, string reason)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        model.MetadataProps.Single().Value = metadata;
        File.WriteAllBytes(file, model.ToByteArray());
        Assert.Contains(reason, Assert.Throws<InputException>(() => Mixed(8)).Message);
    }

    [Fact]
    public void Load_BeyondTheLastResolution_SaysWhichItIs() =>
        Assert.Contains(
            "16 x 16",
            Assert
                .Throws<InputException>(() => StyleMixing.Load(file, File.ReadAllBytes(file), 32, OnnxOptions.Default))
                .Message
        );
}
