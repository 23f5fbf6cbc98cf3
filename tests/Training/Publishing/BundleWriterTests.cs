using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Taxonomy;
using Platform.Training.Encoders;
using Platform.Training.Export;
using Platform.Training.Export.Int8;
using Platform.Training.Gan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Publishing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Publishing;

public sealed class BundleWriterTests : IDisposable
{
    const int Side = 32,
        Classes = 3;
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 16,
        StartResolution = 8,
        ChannelBase = 64,
        ChannelMax = 16,
        LatentSize = 16,
    };
    readonly TemporaryFolder folder = new();
    readonly StyleGenerator generator;
    readonly ResNet18 encoder = new();

    public BundleWriterTests()
    {
        random.manual_seed(1);
        generator = new(Tiny, StyleGanOptions.Smoke);
        generator.TrackMean(randn(64, 16));
        generator.eval();
        encoder.eval();
        var rows = Enumerable.Range(0, 30).Select(i => randn(512).data<float>().ToArray()).ToArray();
        LinearHead.Fit(rows, [.. rows.Select((_, i) => i % Classes)], Classes).Save(folder["head.zip"]);
    }

    public void Dispose()
    {
        generator.Dispose();
        encoder.Dispose();
        folder.Dispose();
    }

    static BundleManifest Manifest =>
        new()
        {
            Name = "tiny",
            Version = "1.0.0",
            Created = DateTimeOffset.UnixEpoch,
            SourceCommit = "none",
            Preprocessing = new(Side),
            Classes = [.. new[] { "a", "b", "c" }.Select(Diagnosis.Named)],
        };

    [Fact]
    public void Write_MakesABundleThatLoads_AndReportsEachFile()
    {
        var lines = new List<string>();
        var published = BundleStore.Publish(
            folder["models"],
            Manifest,
            new BundleWriter(generator, encoder, Side, folder["head.zip"], CPU, lines.Add).Write
        );
        using var bundle = Bundle.Load(published);
        Assert.Equal(
            ["generator.onnx", "encoder.onnx", "classifier.onnx", "head.zip"],
            lines.Select(l => l.Split(' ')[0])
        );
        Assert.Equal(File.ReadAllBytes(folder["head.zip"]), File.ReadAllBytes(Path.Combine(published, "head.zip")));
        Assert.All(lines.Take(3), l => Assert.Contains("batch 7", l));
    }

    [Fact]
    public void Write_WithoutAGenerator_MakesABundleThatLoads()
    {
        var lines = new List<string>();
        var published = BundleStore.Publish(
            folder["models"],
            Manifest with
            {
                WithoutGenerator = true,
                SchemaVersion = 5,
            },
            new BundleWriter(null, encoder, Side, folder["head.zip"], CPU, lines.Add).Write
        );
        using var bundle = Bundle.Load(published);
        Assert.Equal(["encoder.onnx", "classifier.onnx", "head.zip"], lines.Select(l => l.Split(' ')[0]));
        Assert.False(File.Exists(Path.Combine(published, BundleFiles.Generator)));
        Assert.Equal(Classes, bundle.Head.Classes);
    }

    [Fact]
    public void Write_OfInt8_MakesASmallerBundleThatLoads_WhoseProbesAreWhatItServes()
    {
        var lines = new List<string>();
        using (no_grad())
            for (var i = 0; i < 5; i++)
                using (NewDisposeScope())
                {
                    encoder.train();
                    encoder.call(rand(8, 3, Side, Side));
                }
        encoder.eval();
        var graph = new QdqEncoder(OnnxExport.Encoder(encoder, Side));
        var spec = new QuantisationSpec(true, 64, 0, 1, 100, true, 0.02, 0.01)
        {
            Float32 = new(0.8, 0.7, 0.02, 45_000_000),
            Int8 = new(0.799, 0.698, 0.03, 11_000_000),
        };
        var published = BundleStore.Publish(
            folder["models"],
            Manifest with
            {
                SchemaVersion = 2,
                Precision = BundleManifest.Int8,
                Quantisation = spec,
            },
            new BundleWriter(generator, encoder, Side, folder["head.zip"], CPU, lines.Add)
            {
                EncoderRanges = graph.Observed.ToDictionary(o => o, _ => Affine.Of(-4, 4)),
            }.Write
        );
        using var bundle = Bundle.Load(published);
        Assert.Equal(
            (2, "int8", spec),
            (bundle.Manifest.SchemaVersion, bundle.Manifest.Precision, bundle.Manifest.Quantisation)
        );
        Assert.True(new FileInfo(Path.Combine(published, "encoder.onnx")).Length < 12_000_000);
        foreach (var name in new[] { "encoder", "classifier" })
        {
            var probe = Probe.Load(Path.Combine(published, $"probe/{name}.probe"));
            using var model = Platform.Shared.Onnx.OnnxModel.Load(Path.Combine(published, $"{name}.onnx"));
            Assert.Equal(probe.Outputs[0].Floats, model.Run(probe.Inputs, probe.Outputs[0].Name)[0].Floats);
            Assert.Contains(
                lines,
                l =>
                    l.StartsWith($"{name}.onnx", StringComparison.Ordinal)
                    && l.Contains("int8 against float32", StringComparison.Ordinal)
            );
        }
        var card = File.ReadAllText(Path.Combine(published, "MODEL_CARD.md"));
        Assert.Contains("int8: the encoder computes in 8-bit integers", card);
        Assert.Contains("| balanced accuracy | 70.0 % | 69.8 % |", card);
    }

    [Fact]
    public void Write_OfAnInt8Generator_MakesABundleThatLoads_WhoseProbeIsWhatItDraws()
    {
        using var wide = new StyleGenerator(
            Tiny with
            {
                StartResolution = 4,
                ChannelBase = 1024,
                ChannelMax = 64,
            },
            StyleGanOptions.Smoke
        );
        wide.eval();
        var graph = new QdqGenerator(OnnxExport.Generator(wide));
        var spec = new SynthesisSpec(true, "none-00000000", 256, 0, 1, 5, 1000, 400, 1.25, 8_000_000, 3_000_000)
        {
            Frechet = new(10, 10.05, 0.1),
            Kernel = new(0.002, 0.00201, 0.0001),
        };
        var lines = new List<string>();
        var published = BundleStore.Publish(
            folder["models"],
            Manifest with
            {
                SchemaVersion = 3,
                GeneratorPrecision = BundleManifest.Int8,
                Synthesis = spec,
            },
            new BundleWriter(wide, encoder, Side, folder["head.zip"], CPU, lines.Add)
            {
                GeneratorRanges = graph.Observed.ToDictionary(o => o, _ => Affine.Of(-6, 6)),
            }.Write
        );
        using var bundle = Bundle.Load(published);
        Assert.Equal(("int8", spec), (bundle.Manifest.GeneratorPrecision, bundle.Manifest.Synthesis));
        var probe = Probe.Load(Path.Combine(published, BundleFiles.GeneratorProbe));
        Assert.Equal(
            probe.Outputs.Single(o => o.Name == "image").Floats,
            bundle.Generator.Run(probe.Inputs, "image")[0].Floats
        );
        Assert.Contains(
            lines,
            l => l.StartsWith("generator.onnx   int8 against float32: image", StringComparison.Ordinal)
        );
        var card = File.ReadAllText(Path.Combine(published, "MODEL_CARD.md"));
        Assert.Contains("The generator's wide convolutions compute in 8-bit integers", card);
        Assert.Contains("| kernel distance x 1000 | 2 | 2.01 | 0.1 |", card);
    }

    [Fact]
    public void ParityCheck_OfAFileThatIsNotTheNetwork_RefusesIt()
    {
        OnnxExport.Save(OnnxExport.Encoder(encoder, Side), folder["encoder.onnx"]);
        using (no_grad())
            encoder.parameters().First().add_(0.01);
        var message = Assert
            .Throws<InputException>(() =>
                ParityCheck.Run(
                    folder["encoder.onnx"],
                    batch => [new("pixels", new byte[batch * Side * Side * 3], batch, Side, Side, 3)],
                    i =>
                        TorchRun.Encoder(
                            encoder,
                            [new("pixels", [.. i[0].Bytes.Select(_ => (byte)9)], i[0].Shape)],
                            CPU
                        )
                )
            )
            .Message;
        Assert.Contains("encoder.onnx", message);
    }

    /// <summary>
    /// Where the network's own float32 is as far from float64 as its file is from it, the file is not to blame.
    /// </summary>
    [Fact]
    public void ParityCheck_OfANetworkThatMagnifiesRounding_GoesByItsOwnRounding()
    {
        OnnxExport.Save(OnnxExport.Generator(generator), folder["generator.onnx"]);
        var found = Run(by: 1.8e-4f, exact: 0);
        Assert.InRange(found.Relative, 1.7e-4, 1.9e-4);
        Assert.InRange(found.Rounding!.Value, 1.7e-4, 1.9e-4);
        // the file alone is wrong
        Assert.Contains("or twice TorchSharp's own rounding", Refusal(by: 1.8e-4f, exact: 1.8e-4f));
        // beyond what a probe allows
        Assert.Contains("or twice TorchSharp's own rounding", Refusal(by: 3e-3f, exact: 1.5e-3f));
        Assert.Contains("at most 1E-004 is published", Refusal(by: 1.8e-4f, exact: null));
        Assert.Null(Run(by: 0, exact: 0).Rounding);
        Assert.All(generator.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype));

        ParityCheck.Difference Run(float by, float? exact) =>
            ParityCheck.Run(
                folder["generator.onnx"],
                batch => LatentInputs.Of(generator, 0, [.. Enumerable.Range(0, batch)], 0.7f),
                i => [.. TorchRun.Generator(generator, i, CPU).Select(o => o.Type == "float" ? Moved(o, by) : o)],
                exact is { } off ? i => [Moved(TorchRun.GeneratorExactly(generator, i, CPU)[0], off)] : null
            )[0];
        string Refusal(float by, float? exact) => Assert.Throws<InputException>(() => Run(by, exact)).Message;
        static Shared.Onnx.TensorData Moved(Shared.Onnx.TensorData of, float by)
        {
            var values = of.Floats.ToArray();
            values[0] += by * values.Max(Math.Abs);
            return new(of.Name, values, of.Shape);
        }
    }

    [Fact]
    public void Difference_OnAverage_IsBelowTheMost() =>
        Assert.Equal(
            "2.0 % at most, 0.50 % on average of the largest value",
            BundleWriter.Difference([100, 0, 0, 0], [98, 0, 0, 0])
        );

    [Fact]
    public void Generator_ExportsOneFileWithPlainConvolutions()
    {
        var graph = OnnxExport.Generator(generator).Graph;
        Assert.DoesNotContain(
            graph.Node,
            n => n.OpType is "BatchNormalization" or "RandomNormal" or "RandomNormalLike"
        );
        Assert.Equal(["z", "psi", "noise"], graph.Input.Select(i => i.Name));
        Assert.Equal(["pixels", "image"], graph.Output.Select(o => o.Name));
        // Equalised learning rates are folded: a convolution takes its weight from an initializer.
        var constants = graph.Initializer.Select(i => i.Name).ToHashSet();
        Assert.All(graph.Node.Where(n => n.OpType == "Conv"), n => Assert.Contains(n.Input[1], constants));
    }
}
