using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using Platform.Training.HeadFitting;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.None;
using Platform.Training.Ssl.SimClr;
using Platform.Training.Ssl.Supervised;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

/// <summary>A run without a command line, from a data folder to the encoder that is read back.</summary>
public sealed class SslRunnerTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    SslRequest Request
    {
        get
        {
            new Preparation(
                Datasets.Read("phantom", null, 12, 1),
                new([32], null, 1, SplitBy.Lesion, 0.25, true)
            ).Write(folder["data"], default);
            return new()
            {
                Method = "simclr",
                Setup = new(SslConfig.Smoke with { BatchSize = 4, Steps = 2 }, SimClrOptions.Small),
                Data = folder["data"],
                Output = folder["run"],
                Machine = new("cpu", Threads: 1, Precision: Precision.Fp32),
            };
        }
    }

    [Fact]
    public void Run_OfARequest_LeavesAnEncoderThatNeedsNoCheckpoint()
    {
        var request = Request;
        var made = SslRunner.Run(request, default);
        var train = DataFolder.Open(folder["data"]).Indices("train").Length;
        Assert.Equal((2L, train, 0), (made.Steps, made.Real, made.Synthetic));
        var byCheckpoint = Platform.Shared.Bundles.BundleFiles.Sha256(made.Run.Checkpoint);
        var byEncoder = SslRun.EncoderSha256(folder["run"]);
        Assert.True(SslRun.IsEncoder(folder["run"], byEncoder) && SslRun.IsEncoder(folder["run"], byCheckpoint));
        Assert.False(SslRun.IsEncoder(folder["run"], new string('a', 64)));

        var weights = Weights();
        Assert.True(new FileInfo(made.Run.File("encoder.bin")).Length < new FileInfo(made.Run.Checkpoint).Length / 2);
        File.Move(made.Run.Checkpoint, folder["kept"]);
        Assert.Equal(weights, Weights());

        // a run of the release before has the checkpoint alone
        File.Move(folder["kept"], made.Run.Checkpoint);
        File.Delete(made.Run.File("encoder.bin"));
        Assert.Equal(byCheckpoint, SslRun.EncoderSha256(folder["run"]));
        Assert.Equal(weights, Weights());
        SslRunner.Run(request with { Resume = true }, default);
        Assert.Equal(byEncoder, SslRun.EncoderSha256(folder["run"]));

        float[] Weights()
        {
            var (_, encoder) = SslRun.Load(folder["run"], CPU);
            using var _ = encoder;
            return encoder.Module.state_dict()["layer4.1.conv2.weight"].data<float>().ToArray();
        }
    }

    /// <summary>An encoder goes with data of its own preprocessing: its head, its resumption and its metrics.</summary>
    [Fact]
    public void Run_KeepsHowPicturesWereTreated_AndOtherDataAreRefused()
    {
        var request = Request;
        new Preparation(
            Datasets.Read("phantom", null, 12, 1),
            new([32], null, 1, SplitBy.Lesion, 0.25, true) { Fit = Fit.Centre, Colour = ColourConstancy.ShadesOfGrey }
        ).Write(folder["centre"], default);
        SslRunner.Run(request with { Data = folder["centre"] }, default);
        var run = RunFolder.ReadConfig<SslRun>(folder["run"]);
        Assert.Equal(new(32, Fit.Centre, ColourConstancy.ShadesOfGrey), run.Preprocessing);

        var both = new[]
        {
            $"{folder["data"]}: prepared with --fit squash --colour none",
            $"{folder["run"]} saw pictures prepared with --fit centre --colour shades-of-grey",
        };
        foreach (
            var refused in new Action[]
            {
                () => SslRunner.Run(request with { Resume = true }, default),
                () =>
                    HeadRunner.Run(
                        new()
                        {
                            Encoder = folder["run"],
                            Data = folder["data"],
                            Output = folder["head"],
                            Machine = request.Machine,
                        },
                        default
                    ),
            }
        )
        {
            var message = Assert.Throws<InputException>(refused).Message;
            Assert.All(both, part => Assert.Contains(part, message));
        }
        Assert.False(Directory.Exists(folder["head"]));
        SslRunner.Run(request with { Data = folder["centre"], Resume = true }, default);
    }

    [Fact]
    public void Run_WithPositivesByLesion_SaysHowManyImagesArePaired()
    {
        var request = Request;
        var setup = request.Setup with { Config = request.Setup.Config with { Positives = Positives.Lesion } };
        var made = SslRunner.Run(request with { Setup = setup }, default);
        var data = DataFolder.Open(folder["data"]);
        var lesions = data.Indices("train").Select(i => data.Rows[i].Lesion).ToArray();
        var paired = lesions.Count(l => lesions.Count(m => m == l) > 1);
        Assert.Equal(paired, made.Paired);
        Assert.InRange(paired, 2, lesions.Length);
    }

    [Theory]
    [InlineData("lesion", "no lesion of")]
    [InlineData("patient", "was prepared by patient, which may have several lesions")]
    public void Run_WithPositivesByLesion_OfDataWithoutSuch_IsRefused(string column, string message)
    {
        var request = Request;
        var photographs = Directory.CreateDirectory(folder["photographs"]).FullName;
        foreach (var image in Datasets.Read("phantom", null, 12, 1).Images)
            File.WriteAllBytes(Path.Combine(photographs, $"{image.Image}.png"), image.Read());
        var names = Directory.EnumerateFiles(photographs).Select(Path.GetFileName).Order().ToArray();
        File.WriteAllLines(
            folder["groups.csv"],
            [$"image,{column}", .. names.Select((n, i) => $"{n},{(column == "patient" ? i / 2 : i)}")]
        );
        PrepareRunner.Run(
            new()
            {
                Source = new()
                {
                    Dataset = "unlabelled",
                    Folder = photographs,
                    Groups = folder["groups.csv"],
                    GroupBy = column,
                    Count = 1,
                },
                Output = folder["grouped"],
                Options = new([32], null, 1, SplitBy.Lesion, 0.25, true),
            },
            default
        );
        var setup = request.Setup with { Config = request.Setup.Config with { Positives = Positives.Lesion } };
        var error = Assert.Throws<InputException>(() =>
            SslRunner.Run(request with { Data = folder["grouped"], Setup = setup }, default)
        );
        Assert.StartsWith("--positives lesion: ", error.Message);
        Assert.Contains(message, error.Message);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Load_OfACheckpointCutShort_IsRefused()
    {
        var made = SslRunner.Run(Request, default);
        File.Delete(made.Run.File("encoder.bin"));
        using (var file = File.OpenWrite(made.Run.Checkpoint))
            file.SetLength(file.Length - 100); // far behind the encoder
        Assert.Contains(
            "checkpoint.bin: the checkpoint",
            Assert.Throws<InputException>(() => SslRun.Load(folder["run"], CPU)).Message
        );
    }

    /// <summary>The encoder learns at its own side from crops of larger images, and serves at its own.</summary>
    [Fact]
    public void Run_WithCropFrom_ReadsTheLargerImages()
    {
        var request = Request;
        var setup = request.Setup with { Config = request.Setup.Config with { CropFrom = 48 } };
        Assert.Contains(
            "--add-size 48",
            Assert.Throws<InputException>(() => SslRunner.Run(request with { Setup = setup }, default)).Message
        );
        new AddedSides(folder["data"], DataFolder.Open(folder["data"]), Datasets.Read("phantom", null, 12, 1)).Add(
            [48],
            default
        );
        SslRunner.Run(request with { Setup = setup }, default);
        SslRunner.Run(request with { Output = folder["plain"] }, default);
        Assert.NotEqual(SslRun.EncoderSha256(folder["plain"]), SslRun.EncoderSha256(folder["run"]));
        Assert.Equal((32, 48), (Config(folder["run"]).Side, Config(folder["run"]).ImageSide));

        static SslConfig Config(string run) => RunFolder.ReadConfig<SslRun>(run).Config;
    }

    [Fact]
    public void Run_OfWhatIsNotThere_MakesNothing()
    {
        var request = Request with { Data = folder["nowhere"] };
        Assert.Contains("nowhere", Assert.Throws<InputException>(() => SslRunner.Run(request, default)).Message);
        Assert.False(Directory.Exists(folder["run"]));
    }

    /// <summary>
    /// Of what an encoder knows by heart a head would be too sure: it is calibrated on lesions whose labels were kept.
    /// </summary>
    [Fact]
    public void Supervised_KeepsTheLabelsThatItsHeadIsCalibratedOn()
    {
        new Preparation(Datasets.Read("phantom", null, 240, 1), new([32], null, 1, SplitBy.Lesion, 0.25, true)).Write(
            folder["data"],
            default
        );
        var request = new SslRequest
        {
            Method = "supervised",
            Setup = new(
                SslConfig.Smoke with
                {
                    BatchSize = 8,
                    Steps = 2,
                },
                new SupervisedOptions { Calibration = 0.25 }
            ),
            Data = folder["data"],
            Output = folder["run"],
            Machine = new("cpu", Threads: 1, Precision: Precision.Fp32),
        };
        SslRunner.Run(request, default);
        var data = DataFolder.Open(folder["data"]);
        var use = RunFolder.ReadConfig<SslRun>(folder["run"]).Labels!;
        Assert.Equal(new LabelUse(null, 0.25, 0), use);
        var labels = use.LabelsOf(data, folder["data"]);
        var images = LabelledImages.Of(data, folder["data"]);
        var (fit, kept) = use.Split(images);
        Assert.Equal(
            fit.Select(f => images.Rows[f]).Order(),
            labels.Index().Where(l => l.Item >= 0).Select(l => l.Index)
        );
        Assert.Empty(fit.Select(f => images.Lesions[f]).Intersect(kept.Select(k => images.Lesions[k])));

        var head = new HeadRequest
        {
            Encoder = folder["run"],
            Data = folder["data"],
            Output = folder["head"],
            Seed = 3,
            Baselines = [folder["run"]],
            Machine = request.Machine,
        };
        var made = HeadRunner.Run(head, default);
        Assert.Equal(kept.Length, made.Trust.Fit.Images);
        Assert.Equal(use, RunFolder.ReadConfig<HeadRun>(folder["head"]).LabelUse);
        Assert.Empty(made.Metrics.Splits); // these would hold out images that it knows
        Assert.Null(made.Metrics.Paper);
        Assert.Contains(
            "--calibration 0.1: the encoder learnt the labels",
            Assert
                .Throws<InputException>(() =>
                    HeadRunner.Run(head with { Calibration = 0.1, Output = folder["other"] }, default)
                )
                .Message
        );

        // Beside itself it is better by nothing.
        var (measured, same) = (made.Trust.Evaluation, made.Trust.Evaluation.Baselines[1]);
        Assert.Equal(
            measured.Priors.Select(p => (p.Prior, p.Accuracy, p.BalancedAccuracy)),
            same.Priors.Select(p => (p.Prior, p.Accuracy.Value, p.BalancedAccuracy.Value))
        );
        Assert.All(same.Priors, p => Assert.Equal(new Figure(0, 0, 0), p.Accuracy.Difference));
        Assert.Equal(measured.Malignancy!.Area, same.MalignancyArea!.Value);

        // An encoder that learnt what this head is calibrated on would look better than it is.
        SslRunner.Run(
            request with
            {
                Method = "none",
                Setup = RandomEncoder.Presets["smoke"],
                Output = folder["drawn"],
            },
            default
        );
        Assert.Contains(
            "it learnt labels that this head is calibrated on",
            Assert
                .Throws<InputException>(() =>
                    HeadRunner.Run(head with { Encoder = folder["drawn"], Output = folder["other"] }, default)
                )
                .Message
        );
    }
}
