using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Export;
using Platform.Training.Gan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Publishing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Publishing;

/// <summary>
/// The photographs are images that the generator itself drew: by chance alone are its others farther from them.
/// </summary>
public sealed class SynthesisTrialTests : IDisposable
{
    const int Side = 32;
    readonly TemporaryFolder folder = new();
    readonly StyleGenerator generator;
    readonly ResNet18 encoder;
    readonly DataFolder data;

    public SynthesisTrialTests()
    {
        random.manual_seed(4);
        generator = new(
            GanConfig.Smoke with
            {
                Resolution = 16,
                StartResolution = 4,
                ChannelBase = 1024,
                ChannelMax = 128,
                LatentSize = 32,
            },
            Platform.Training.Gan.StyleGan.StyleGanOptions.Smoke
        );
        using (no_grad())
            foreach (var (name, parameter) in generator.named_parameters())
                if (
                    name.Contains("noise", StringComparison.Ordinal) || name.Contains("const", StringComparison.Ordinal)
                )
                    parameter.normal_();
        generator.eval();
        OnnxExport.Save(OnnxExport.Generator(generator), folder["photographs.onnx"]);
        using (var drawn = OnnxModel.Load(folder["photographs.onnx"]))
            for (var i = 0; i < 80; i++)
                File.WriteAllBytes(
                    Path.Combine(
                        Directory.CreateDirectory(folder[$"photographs/{(i % 2 == 0 ? "mel" : "nv")}"]).FullName,
                        $"{i:D2}.png"
                    ),
                    new ImageSampler(drawn).Png(99, i, 1)
                );
        new Preparation(
            Datasets.Read("folder", folder["photographs"], 0, 1),
            new([Side], null, 1, SplitBy.Lesion, 0.5, true)
        ).Write(folder["data"], CancellationToken.None);
        data = DataFolder.Open(folder["data"]);
        encoder = new();
        encoder.eval();
    }

    public void Dispose()
    {
        generator.Dispose();
        encoder.Dispose();
        folder.Dispose();
    }

    SynthesisTrial Try(SynthesisOptions options) =>
        SynthesisTrial.Of(
            generator,
            data,
            folder["data"],
            encoder,
            Side,
            "none-test",
            CPU,
            Directory.CreateDirectory(folder["files"]).FullName,
            options with
            {
                Calibration = 32,
                Sets = 3,
                Images = 40,
            },
            CancellationToken.None
        );

    [Fact]
    public void Of_WithRangesThatFit_KeepsInt8_AndSaysWhatItMeasured()
    {
        var trial = Try(new());
        Assert.True(trial.Spec.Kept, trial.Line);
        Assert.Contains("int8 is published", trial.Line);
        Assert.Equal(
            ("none-test", 32, 3, 40, data.Indices("test").Length),
            (
                trial.Spec.Space,
                trial.Spec.CalibrationImages,
                trial.Spec.Sets,
                trial.Spec.Images,
                trial.Spec.HeldOutImages
            )
        );
        Assert.InRange(trial.Spec.MeanLevels, 0.001, 8);
        Assert.True(trial.Spec.Frechet is { Float32: > 0, Int8: > 0, Deviation: > 0 });
        Assert.True(trial.Spec.Int8Bytes < trial.Spec.Float32Bytes);
        var again = Try(new());
        Assert.Equal(trial.Spec, again.Spec);
        Assert.Equal(trial.Ranges, again.Ranges);
        Assert.NotEqual(trial.Ranges, Try(new() { Seed = 1 }).Ranges);
    }

    [Fact]
    public void Of_WithRangesThatAreFarTooNarrow_KeepsFloat32()
    {
        var trial = Try(new() { Share = 0.02 });
        Assert.False(trial.Spec.Kept, trial.Line);
        Assert.Contains("float32 is published, because a distance rises", trial.Line);
    }

    [Fact]
    public void Of_ANarrowGenerator_SaysThatNothingIsGained()
    {
        using var narrow = new StyleGenerator(
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
        Assert.Contains(
            "leave the option out",
            Assert
                .Throws<InputException>(() =>
                    SynthesisTrial.Of(
                        narrow,
                        data,
                        folder["data"],
                        encoder,
                        Side,
                        "x",
                        CPU,
                        folder[""],
                        new(),
                        CancellationToken.None
                    )
                )
                .Message
        );
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 2.0, 3, 4 }, true)] // the deviation of 1, 2, 3 is 1
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 2.0, 3, 4.1 }, false)]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 0.0, 0, 0 }, true)]
    public void Keeps_AsLongAsADistanceRisesByNoMoreThanItsDeviation(double[] float32, double[] int8, bool kept)
    {
        var figures = DistanceFigures.Of(float32, int8);
        Assert.Equal((2, 1), (figures.Float32, figures.Deviation));
        Assert.Equal(kept, figures.Keeps);
    }
}
