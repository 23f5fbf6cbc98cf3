using Platform.Shared.Formats;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Export.Int8;
using Platform.Training.Head;
using Platform.Training.Publishing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Publishing;

/// <summary>A head on an untrained encoder, which tells three colours apart, quantised well and badly.</summary>
public sealed class Int8TrialTests : IDisposable
{
    const int Side = 32;
    readonly TemporaryFolder folder = new();
    readonly DataFolder data;
    readonly ResNet18 encoder;
    readonly LinearHead head;
    readonly HeadRun run;

    public Int8TrialTests()
    {
        foreach (var (code, c) in new[] { "bkl", "mel", "nv" }.Select((code, c) => (code, c)))
            for (var i = 0; i < 60; i++)
                File.WriteAllBytes(
                    Path.Combine(Directory.CreateDirectory(folder[$"photographs/{code}"]).FullName, $"{i:D2}.png"),
                    Picture(c, 100 * c + i)
                );
        new Preparation(
            Datasets.Read("folder", folder["photographs"], 0, 1),
            new([Side], null, 1, SplitBy.Lesion, 0.3, true)
        ).Write(folder["data"], CancellationToken.None);
        data = DataFolder.Open(folder["data"]);
        random.manual_seed(1);
        encoder = new();
        using var pixels = data.Pixels(Side);
        using (no_grad())
            for (var i = 0; i < 20; i++)
            {
                using var scope = NewDisposeScope();
                encoder.call(
                    EncoderImage
                        .FromPixels(
                            new Platform.Training.Tracing.Eager(
                                cat([
                                    .. Enumerable
                                        .Range(8 * i, 8)
                                        .Select(k => tensor(pixels.Image(k).ToArray(), [1, Side, Side, 3])),
                                ])
                            )
                        )
                        .Value
                );
            }
        encoder.eval();
        var images = LabelledImages.Of(data, folder["data"]);
        int[] fit = images.Calibration(images.Train(null, 0), 0.2, LabelledImages.FewestToCalibrate, 0).Fit;
        head = LinearHead.Fit(
            EmbeddingExtractor.Extract(encoder, pixels, [.. fit.Select(f => images.Rows[f])], CPU),
            [.. fit.Select(f => images.Labels[f])],
            data.Classes.Count,
            10
        );
        run = new(
            "encoder",
            "",
            "",
            false,
            data.Info.Name,
            data.ManifestSha256,
            10,
            0,
            Calibration: 0.2,
            Trust: new(Scaling.Temperature, 0.9, true, 0.05)
        );
    }

    /// <summary>Noise, with a colour of its class: of the three channels one is brighter.</summary>
    static byte[] Picture(int brighter, int seed)
    {
        var random = new Random(seed);
        byte[] rgb =
        [
            .. Enumerable
                .Range(0, Side * Side * 3)
                .Select(k => (byte)(random.Next(150) + (k % 3 == brighter ? 60 : 0))),
        ];
        return PngEncoder.Encode(rgb, Side, Side);
    }

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    Int8Trial Try(Int8Options options) =>
        Int8Trial.Of(
            encoder,
            data,
            folder["data"],
            Side,
            run,
            head,
            new(1),
            Directory.CreateDirectory(folder["files"]).FullName,
            options,
            CancellationToken.None
        );

    [Fact]
    public void Of_WithRangesThatFit_KeepsInt8_AndFitsWhatDependsOnEmbeddingsAnew()
    {
        var trial = Try(new() { Images = 64 });
        Assert.True(trial.Spec.Kept, trial.Line);
        Assert.Contains("int8 is published", trial.Line);
        Assert.Equal(
            (64, data.Indices("test").Length, true),
            (trial.Spec.CalibrationImages, trial.Spec.HeldOutImages, trial.Spec.HeldOut)
        );
        Assert.InRange(trial.Spec.MeanDifference, 1e-4, 0.1);
        Assert.Equal(trial.Spec.Int8.Accuracy, trial.HeldOut.Confusion.Accuracy, 1e-12);
        Assert.Equal(trial.Spec.Int8.Accuracy, trial.Trust.Evaluation.Accuracy.Value, 1e-12);
        Assert.True(trial.Trust.Fit.Images >= LabelledImages.FewestToCalibrate);
        Assert.True(trial.Spec.Int8.EncoderBytes < 0.3 * trial.Spec.Float32.EncoderBytes);
        Assert.Equal(trial.Ranges, Try(new() { Images = 64 }).Ranges);
        Assert.NotEqual(trial.Ranges, Try(new() { Images = 64, Seed = 1 }).Ranges);
    }

    [Fact]
    public void Of_WithRangesThatAreFarTooNarrow_KeepsFloat32()
    {
        var trial = Try(new() { Images = 64, Share = 0.2 });
        Assert.False(trial.Spec.Kept, trial.Line);
        Assert.True(trial.Spec.Float32.Accuracy > trial.Spec.Int8.Accuracy + Int8Trial.MostAccuracyLost, trial.Line);
        Assert.Contains("float32 is published, because more than 0.5 points", trial.Line);
    }
}
