using System.CommandLine;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Head;
using Platform.Training.Commands;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Head;

/// <summary>The ssl and head commands on phantom images, from data folder to metrics.</summary>
public sealed class HeadCommandTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("head-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Head_MeasuresARunOfSsl()
    {
        Prepare("data", 60, 0.25);
        await Run(
            SslCommand.Create(),
            "--data",
            At("data"),
            "--out",
            At("ssl"),
            "--preset",
            "smoke",
            "--batch-size",
            "8",
            "--steps",
            "2",
            "--device",
            "cpu",
            "--threads",
            "1"
        );
        await Run(
            HeadCommand.Create(),
            "--encoder",
            At("ssl"),
            "--data",
            At("data"),
            "--out",
            At("head"),
            "--baseline",
            At("ssl"),
            "--device",
            "cpu",
            "--threads",
            "1"
        );
        BaselineOnTheSameEncoder_IsTheModelItself();

        var metrics = JsonNode.Parse(File.ReadAllText(At("head/metrics.json")))!;
        var data = DataFolder.Open(At("data"));
        Assert.Equal(data.Indices("train").Length, (int)metrics["train_images"]!);
        Assert.Equal(data.Indices("test").Length, (int)metrics["test_images"]!);
        foreach (
            var share in new[] { "accuracy", "balanced_accuracy", "random_encoder_accuracy", "paper_accuracy_mean" }
        )
            Assert.InRange((double)metrics[share]!, 0.0, 1.0);
        var majority = data.Indices("train").CountBy(i => data.Labels[i]).MaxBy(c => c.Value).Key;
        var test = data.Indices("test");
        Assert.Equal(
            test.Count(i => data.Labels[i] == majority) / (double)test.Length,
            (double)metrics["majority_accuracy"]!,
            1e-12
        );

        // The saved head on the saved encoder gives the printed accuracy.
        var (run, encoder) = SslRun.Load(At("ssl"), CPU);
        using var _ = encoder;
        using var pixels = data.Pixels(run.Config.Side);
        var head = LinearHead.Load(At("head/head.zip"));
        var found = EmbeddingExtractor
            .Extract(encoder, pixels, test, CPU)
            .Zip(test)
            .Count(x =>
            {
                var p = new float[head.Classes];
                head.Probabilities(x.First, p);
                return Array.IndexOf(p, p.Max()) == data.Labels[x.Second];
            });
        Assert.Equal(found / (double)test.Length, (double)metrics["accuracy"]!, 1e-12);
        Assert.True(File.Exists(At("head/confusion.png")));
        Assert.Equal(["true_class", .. data.Classes], File.ReadLines(At("head/confusion.csv")).First().Split(','));
        var answers = PredictionsFile.Read(At("head/predictions.csv"));
        Assert.Equal(
            test.Select(i => (data.Rows[i].Image, data.Rows[i].Lesion, data.Rows[i].Label)),
            answers.Select(a => (a.Image, a.Lesion, a.TrueClass))
        );
        Assert.Equal(found, answers.Count(a => a.PredictedClass == a.TrueClass));
        Assert.Equal(
            data.Classes.Select(c => $"probability_{c}"),
            File.ReadLines(At("head/predictions.csv")).First().Split(',')[4..]
        );
        Assert.All(
            File.ReadLines(At("head/predictions.csv")).Skip(1),
            line =>
                Assert.Equal(
                    1,
                    line.Split(',')[4..].Sum(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture)),
                    1e-5
                )
        );
        Assert.Equal(5, (int)metrics["splits"]!);
        Assert.InRange(
            (double)metrics["accuracy"]!,
            (double)metrics["accuracy_ci_low"]!,
            (double)metrics["accuracy_ci_high"]!
        );
        Assert.Contains(data.ManifestSha256, File.ReadAllText(At("head/config.json")));
    }

    [Fact]
    public async Task Head_UsesOnlySoManyLabels_AndGoesOnAfterAnInterruption()
    {
        Prepare("data", 40, 0.25);
        await Run(
            SslCommand.Create(),
            "--data",
            At("data"),
            "--out",
            At("ssl"),
            "--preset",
            "smoke",
            "--batch-size",
            "8",
            "--steps",
            "1",
            "--device",
            "cpu",
            "--threads",
            "1"
        );
        string[] options =
        [
            "--encoder",
            At("ssl"),
            "--data",
            At("data"),
            "--out",
            At("head"),
            "--labels",
            "10",
            "--seeds",
            "2",
            "--l2",
            "10",
            "--device",
            "cpu",
            "--threads",
            "1",
        ];
        await Run(HeadCommand.Create(), options);
        var metrics = File.ReadAllText(At("head/metrics.json"));
        Assert.Equal(10, (int)JsonNode.Parse(metrics)!["train_images"]!);
        Assert.Null(JsonNode.Parse(metrics)!["paper_accuracy_mean"]);
        Assert.Contains(
            "holds a run already",
            (await Assert.ThrowsAsync<InputException>(() => Run(HeadCommand.Create(), options))).Message
        );

        File.Delete(At("head/metrics.json"));
        await Run(HeadCommand.Create(), options);
        Assert.Equal(metrics, File.ReadAllText(At("head/metrics.json")));
        (options[5], options[7]) = (At("other"), "2000");
        Assert.Contains(
            "--labels 2000",
            (await Assert.ThrowsAsync<InputException>(() => Run(HeadCommand.Create(), options))).Message
        );
    }

    [Fact]
    public void Of_NamesTheClassWithoutTrainingImages()
    {
        Prepare("few", 3, 0.3);
        Assert.Contains(
            "no ",
            Assert.Throws<InputException>(() => LabelledImages.Of(DataFolder.Open(At("few")), "few")).Message
        );
    }

    [Fact]
    public void Of_RefusesOneClass()
    {
        Directory.CreateDirectory(At("source/mel"));
        for (var i = 0; i < 10; i++)
            File.WriteAllBytes(At($"source/mel/{i}.png"), Data.SmallHam.Picture(i));
        new Preparation(
            Datasets.Read("folder", At("source"), 0, 1),
            new([32], null, 1, SplitBy.Lesion, 0.3, true)
        ).Write(At("one"), CancellationToken.None);
        Assert.Equal(
            "one: one class only, mel; a head tells two classes or more apart",
            Assert.Throws<InputException>(() => LabelledImages.Of(DataFolder.Open(At("one")), "one")).Message
        );
    }

    [Fact]
    public void Extract_DoesNotDependOnTheBatch()
    {
        Prepare("data", 5, 0);
        var data = DataFolder.Open(At("data"));
        using var pixels = data.Pixels(32);
        using var encoder = new ResNet18();
        var together = EmbeddingExtractor.Extract(encoder, pixels, [0, 1, 2, 3, 4], CPU);
        var alone = EmbeddingExtractor.Extract(encoder, pixels, [3], CPU)[0];
        var scale = alone.Max(Math.Abs);
        Assert.True(scale > 0);
        Assert.All(alone.Zip(together[3]), p => Assert.Equal(p.First, p.Second, 1e-4f * scale));
    }

    void BaselineOnTheSameEncoder_IsTheModelItself()
    {
        var evaluation = HeadContracts.Evaluation.Read<EvaluationResult>(
            At("head/evaluation.json"),
            EvaluationResult.Json
        );
        Assert.Equal(["untrained", "simclr (ssl)"], evaluation.Baselines.Select(b => b.Encoder));
        var same = evaluation.Baselines[1];
        Assert.Equal(SslRun.EncoderSha256(At("ssl")), same.EncoderSha256);
        var only = Assert.Single(same.Priors); // too few images are kept to calibrate on
        Assert.Equal(
            (PriorFigures.Uncalibrated, evaluation.Accuracy, evaluation.BalancedAccuracy),
            (only.Prior, only.Accuracy.Value, only.BalancedAccuracy.Value)
        );
        Assert.Equal((new Figure(0, 0, 0), 0.0), (only.Accuracy.Difference, only.BalancedAccuracy.Difference!.Value));
    }

    [Fact]
    public async Task Head_ABaselineThatIsNoRun_SaysWhatToGive()
    {
        Prepare("data", 20, 0.25);
        string[] ssl = ["--data", At("data"), "--out", At("ssl"), "--method", "none", "--preset", "smoke"];
        await Run(SslCommand.Create(), [.. ssl, "--device", "cpu", "--threads", "1"]);
        string[] head = ["--encoder", At("ssl"), "--data", At("data"), "--out", At("head"), "--device", "cpu"];
        Assert.Equal(
            $"--baseline {At("gone")}: no such folder; give imagenet, or a run folder made by ssl",
            (
                await Assert.ThrowsAsync<InputException>(() =>
                    Run(HeadCommand.Create(), [.. head, "--baseline", At("gone")])
                )
            ).Message
        );
        Assert.False(Directory.Exists(At("head")));
    }

    string At(string name) => Path.Combine(folder, name);

    void Prepare(string name, int count, double test) =>
        new Preparation(Datasets.Read("phantom", null, count, 1), new([32], null, 1, SplitBy.Lesion, test, true)).Write(
            At(name),
            CancellationToken.None
        );

    static async Task Run(Command command, params string[] arguments) =>
        Assert.Equal(
            0,
            await command
                .Parse(arguments)
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
        );
}
