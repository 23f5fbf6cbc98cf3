using Platform.Training.Gan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Tracing;
using static Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan;

public sealed class StyleGeneratorTests : IDisposable
{
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 32,
        StartResolution = 8,
        ChannelBase = 64,
        ChannelMax = 16,
        LatentSize = 16,
    };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static Tensor Noise(StyleGenerator generator, int n) => randn(n, generator.NoiseLength);

    [Fact]
    public void Paper_Has14Layers()
    {
        using var generator = new StyleGenerator(GanConfig.Paper, new());
        Assert.Equal((14, 512, 8), (generator.Layers, generator.LatentSize, generator.TruncationCutoff));
    }

    [Fact]
    public void Traced_EqualsEager_AtEveryBatch()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var generator = new StyleGenerator(Tiny, StyleGanOptions.Smoke);
        using (no_grad())
            foreach (var parameter in generator.parameters())
                parameter.add_(randn_like(parameter) * 0.1);
        generator.TrackMean(randn(64, 16));
        var graph = new OnnxGraph("generator", generator);
        var phase = new Phase(32, 1);
        var image = generator.Apply(
            graph.Input("z", DataType.Float, -1, 16),
            graph.Input("psi", DataType.Float, 1),
            graph.Input("noise", DataType.Float, -1, generator.NoiseLength),
            phase
        );
        graph.Output("image", image, DataType.Float, -1, 3, 32, 32);
        using var model = Tracing.Parity.Load(graph.Build(), folder);
        foreach (var batch in new[] { 1, 2, 7 })
        {
            var (z, noise) = (randn(batch, 16), Noise(generator, batch));
            var expected = generator.Draw(z, 0.7f, noise, phase);
            var actual = model.Run([
                Tracing.Parity.Data("z", z),
                new("psi", [0.7f], 1),
                Tracing.Parity.Data("noise", noise),
            ])[0];
            var error = Tracing.Parity.RelativeError(actual, expected);
            Assert.True(error <= 1e-4, $"batch {batch}: {error}");
        }
    }

    [Fact]
    public void Apply_DuringAFade_BlendsBothResolutions()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var generator = new StyleGenerator(Tiny, StyleGanOptions.Smoke);
        var (z, noise) = (randn(2, 16), Noise(generator, 2));
        var low = new Eager(generator.Draw(z, 1, noise, new(16, 1))).Upsample2x().Value;
        var high = generator.Draw(z, 1, noise, new(32, 1));
        var fading = generator.Draw(z, 1, noise, new(32, 0.25f));
        Assert.True(fading.allclose(low * 0.75 + high * 0.25, atol: 1e-5));
    }

    [Fact]
    public void Apply_WithPsiZero_IgnoresZInTheTruncatedLayers()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        using var generator = new StyleGenerator(Tiny with { Resolution = 16 }, StyleGanOptions.Smoke);
        generator.TrackMean(randn(64, 16));
        var noise = Noise(generator, 1).expand(2, -1).contiguous();
        var images = generator.Draw(randn(2, 16), 0, noise, new(16, 1));
        Assert.True(images[0].allclose(images[1], atol: 1e-5));
    }

    [Fact]
    public void TrackMean_MovesByFiveThousandths()
    {
        using var generator = new StyleGenerator(Tiny, StyleGanOptions.Smoke);
        generator.TrackMean(ones(4, 16));
        using var mean = generator.state_dict()["w_avg"];
        Assert.All(mean.data<float>().ToArray(), v => Assert.Equal(0.005f, v, 1e-6f));
    }
}
