using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using Platform.Shared.Onnx;
using Platform.Training.Export;
using Platform.Training.Export.Int8;
using Platform.Training.Gan;
using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Tests.Tracing;
using static TorchSharp.torch;
using Generator = Platform.Training.Gan.Generator;

namespace Platform.Training.Tests.Export.Int8;

public sealed class QdqGeneratorTests : IDisposable
{
    /// <summary>128 channels at 4 and 8 px, 64 at 16 px.</summary>
    static readonly GanConfig Wide = GanConfig.Smoke with
    {
        Resolution = 16,
        StartResolution = 4,
        ChannelBase = 1024,
        ChannelMax = 128,
        LatentSize = 32,
    };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static Generator Create(string method)
    {
        random.manual_seed(2);
        Generator generator =
            method == "pggan" ? new PgganGenerator(Wide) : new StyleGenerator(Wide, StyleGanOptions.Smoke);
        // Else its first maps are flat, and each layer magnifies the last one's rounding to full size.
        using (no_grad())
            foreach (var (name, parameter) in generator.named_parameters())
                if (
                    name.Contains("noise", StringComparison.Ordinal) || name.Contains("const", StringComparison.Ordinal)
                )
                    parameter.normal_();
        generator.eval();
        return generator;
    }

    IReadOnlyDictionary<string, Affine> Ranges(Generator generator, ModelProto plain, QdqGenerator graph) =>
        new ActivationRanges(
            plain,
            Enumerable.Range(0, 32).Chunk(4).Select(batch => LatentInputs.Of(generator, 0, batch, 1))
        ).Measure(folder[""], graph.Observed, 1);

    /// <summary>Two layers to each of 4, 8 and 16 px; a PGGAN has no styles.</summary>
    [Theory]
    [InlineData("stylegan", "4 4 8 8 16 16")]
    [InlineData("pggan", "")]
    public void Quantise_KeepsTheNodesThatTheFileNamesAsItsStyles(string method, string sides)
    {
        using var generator = Create(method);
        var plain = OnnxExport.Generator(generator);
        var graph = new QdqGenerator(plain);
        foreach (var model in new[] { plain, graph.Quantise(Ranges(generator, plain, graph)) })
        {
            var said = Assert.Single(model.MetadataProps, p => p.Key == StyleNodes.Key).Value;
            var styles = StyleNodes.Read("generator.onnx", said);
            Assert.Equal(sides, string.Join(' ', styles.Select(s => s.Side)));
            var makers = styles.Select(s => Assert.Single(model.Graph.Node, n => n.Name == s.Node));
            Assert.All(makers, node => Assert.Equal("Gemm", node.OpType));
        }
    }

    [Theory]
    [InlineData("stylegan")]
    [InlineData("pggan")]
    public void Quantise_IsCloseToFloat32_WithTheSameTensors(string method)
    {
        using var generator = Create(method);
        var plain = OnnxExport.Generator(generator);
        var graph = new QdqGenerator(plain);
        using var floats = Parity.Load(plain, folder);
        using var bytes = Parity.Load(graph.Quantise(Ranges(generator, plain, graph)), folder);
        Assert.Equal(
            floats.Inputs.Concat(floats.Outputs).Select(t => $"{t}"),
            bytes.Inputs.Concat(bytes.Outputs).Select(t => $"{t}")
        );
        var inputs = LatentInputs.Of(generator, 9, [0, 1, 2], 1);
        var (expected, actual) = (floats.Run(inputs, "image")[0].Floats, bytes.Run(inputs, "image")[0].Floats);
        var difference =
            expected.Zip(actual, (e, a) => (double)Math.Abs(e - a)).Average()
            / expected.Average(e => (double)Math.Abs(e));
        Assert.InRange(difference, 1e-5, 0.1);
    }

    [Fact]
    public void Quantise_IsFusedIntoIntegerConvolutions_OfWhatIsWideAlone()
    {
        using var generator = Create("stylegan");
        var plain = OnnxExport.Generator(generator);
        var graph = new QdqGenerator(plain);
        File.WriteAllBytes(folder["int8.onnx"], graph.Quantise(Ranges(generator, plain, graph)).ToByteArray());
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = folder["fused.onnx"],
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        };
        using (new InferenceSession(folder["int8.onnx"], options)) { }
        var fused = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["fused.onnx"])).Graph;
        var wide = plain.Graph.Node.Count(n =>
            n.OpType == "Conv" && plain.Graph.Initializer.Single(i => i.Name == n.Input[1]).Dims is [>= 8, >= 32, ..]
        );
        Assert.True(wide > 4);
        Assert.Equal(wide, fused.Node.Count(n => n.OpType == "QLinearConv"));
        Assert.Contains(
            fused.Node,
            n =>
                n.OpType.EndsWith("Conv", StringComparison.Ordinal)
                && n.OpType != "QLinearConv"
                && n.Input.Any(i => i.Contains("to_rgb", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Quantise_Twice_GivesTheSameBytes()
    {
        using var generator = Create("stylegan");
        var plain = OnnxExport.Generator(generator);
        var graph = new QdqGenerator(plain);
        var ranges = Ranges(generator, plain, graph);
        Assert.Equal(
            graph.Quantise(ranges).ToByteArray(),
            new QdqGenerator(OnnxExport.Generator(generator)).Quantise(ranges.Reverse().ToDictionary()).ToByteArray()
        );
    }

    [Fact]
    public void Quantise_WithoutARange_NamesTheValue()
    {
        using var generator = Create("stylegan");
        var graph = new QdqGenerator(OnnxExport.Generator(generator));
        var ranges = graph.Observed.Skip(1).ToDictionary(value => value, _ => Affine.Of(-1, 1));
        Assert.Contains(graph.Observed[0], Assert.Throws<NotSupportedException>(() => graph.Quantise(ranges)).Message);
    }

    [Fact]
    public void Observed_OfANarrowGenerator_IsEmpty()
    {
        using var generator = new StyleGenerator(
            GanConfig.Smoke with
            {
                Resolution = 16,
                StartResolution = 8,
                ChannelBase = 64,
                ChannelMax = 16,
                LatentSize = 16,
            },
            Platform.Training.Gan.StyleGan.StyleGanOptions.Smoke
        );
        Assert.Empty(new QdqGenerator(OnnxExport.Generator(generator)).Observed);
    }
}
