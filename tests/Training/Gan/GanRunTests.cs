using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan;

public sealed class GanRunTests : IDisposable
{
    /// <summary>A length that ends while the first of two resolutions is trained.</summary>
    static readonly GanConfig Short = GanConfig.Smoke with
    {
        Resolution = 16,
        StartResolution = 8,
        ChannelBase = 256,
        ChannelMax = 8,
        LatentSize = 8,
        Kimg = 0.008,
        StableKimg = 0.06,
        FadeKimg = 0.06,
        BatchSizes = "4:4",
    };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, "because its --kimg 0.008 is too small: train a new one with a larger --kimg")]
    [InlineData(true, "go on with gan --resume")]
    public void LoadFinished_OfAGeneratorThatStillGrows_AdvisesWhatCanBeDone(bool interrupt, string advice)
    {
        random.manual_seed(0);
        using var gan = Gans.Methods["stylegan"].Create(new(Short, StyleGanOptions.Smoke), CPU, Precision.Fp32);
        var asked = new GanRun("stylegan", Short, StyleGanOptions.Smoke, "phantom", new string('a', 64), false);
        var run = RunFolder.Open(folder["run"], asked, resume: false);
        File.WriteAllBytes(folder["pixels.bin"], [.. Enumerable.Range(0, 4 * 16 * 16 * 3).Select(i => (byte)(i * 37))]);
        using var pixels = new PackedPixels(folder["pixels.bin"], 16, 4);
        var images = new RealImages(pixels, [0, 1, 2, 3], Short.Symmetry, Short.Seed);
        var trainer = new GanTrainer(Short, gan, images, run, CPU);
        if (interrupt)
            Assert.Throws<OperationCanceledException>(() => trainer.Train(new CancellationToken(true)));
        else
            trainer.Train(CancellationToken.None);
        var message = Assert.Throws<InputException>(() => GanRun.LoadFinished(folder["run"], CPU)).Message;
        Assert.Contains("the generator is still growing (8 of 16 px", message);
        Assert.Contains(advice, message);
    }

    [Fact]
    public void EndsGrowing_IsToldOfALengthThatIsTooShort()
    {
        Assert.True(GanRun.EndsGrowing(Short));
        Assert.False(GanRun.EndsGrowing(Short with { Kimg = 0.12 }));
        Assert.All(
            Gans.Methods.Values.SelectMany(m => m.Presets.Values),
            preset => Assert.False(GanRun.EndsGrowing(preset.Config))
        );
    }
}
