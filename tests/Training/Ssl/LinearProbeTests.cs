using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.Probe;
using Platform.Training.Ssl.SimClr;
using Platform.Training.Ssl.Supervised;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

/// <summary>What a run says of its encoder before it ends: of training lesions alone, and without moving it.</summary>
public sealed class LinearProbeTests : IDisposable
{
    const int Images = 160;
    static readonly SslConfig Config = SslConfig.Smoke with { BatchSize = 8, Steps = 5, ProbeSteps = 2 };
    readonly TemporaryFolder folder = new();
    readonly Lazy<DataFolder> data;

    public LinearProbeTests()
    {
        TorchRuntime.Start("cpu", threads: 1);
        data = new(() =>
        {
            Prepare("data", Images);
            return DataFolder.Open(folder["data"]);
        });
    }

    public void Dispose() => folder.Dispose();

    void Prepare(string name, int count) =>
        new Preparation(Datasets.Read("phantom", null, count, 1), new([32], null, 1, SplitBy.Lesion, 0.25, true)).Write(
            folder[name],
            default
        );

    SslRequest Request(string output, SslConfig config)
    {
        _ = data.Value;
        return new()
        {
            Method = "simclr",
            Setup = new(config, SimClrOptions.Small),
            Data = folder["data"],
            Output = folder[output],
            Resume = true,
            Machine = new("cpu", Threads: 1, Precision: Precision.Fp32),
        };
    }

    (int Step, double Accuracy, double Balanced)[] Rows(string run) =>
        [
            .. File.ReadLines(Path.Combine(folder[run], RunLog.FileName))
                .Select(l => JsonNode.Parse(l)!)
                .Where(l => l["probe_accuracy"] is not null)
                .Select(l => ((int)l["step"]!, (double)l["probe_accuracy"]!, (double)l["probe_balanced_accuracy"]!)),
        ];

    [Fact]
    public void Run_WithAProbe_TellsItAtBothEndsAndBetween_AndTrainsTheSameWeights()
    {
        SslRunner.Run(Request("probed", Config), default);
        SslRunner.Run(Request("plain", Config with { ProbeSteps = 0 }), default);
        Assert.Equal([0, 2, 4, 5], Rows("probed").Select(r => r.Step));
        Assert.Empty(Rows("plain"));
        AssertSameEncoders("probed", "plain");

        // the last row is that of the encoder which ships
        var (_, encoder) = SslRun.Load(folder["probed"], CPU);
        using var _ = encoder;
        using var probe = LinearProbe.Open(data.Value, folder["data"], 32, null, CPU);
        var score = probe.Of(encoder);
        Assert.Equal((5, score.Accuracy, score.BalancedAccuracy), Rows("probed")[^1], Equal);
        Assert.False(encoder.Module.training);
        var told = Assert.Single(RunSummary.Below(folder["probed"])).Figures;
        Assert.Equal(score.Accuracy, told.Single(f => f.Name == "probe_accuracy").Value, 1e-4);
    }

    static bool Equal((int, double, double) a, (int, double, double) b) =>
        a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-4 && Math.Abs(a.Item3 - b.Item3) < 1e-4;

    [Fact]
    public void Run_Resumed_KeepsTheRows()
    {
        SslRunner.Run(Request("whole", Config), default);
        var request = Request("broken", Config);
        Assert.Throws<OperationCanceledException>(() => SslRunner.Run(request, new CancellationToken(canceled: true)));
        var begun = Rows("broken");
        Assert.Equal([0], begun.Select(r => r.Step));
        SslRunner.Run(request, default);
        Assert.Equal(Rows("whole"), Rows("broken"));
        AssertSameEncoders("whole", "broken");
    }

    void AssertSameEncoders(string a, string b) =>
        Assert.Equal(
            File.ReadAllBytes(folder[$"{a}/encoder.bin"])[1000..],
            File.ReadAllBytes(folder[$"{b}/encoder.bin"])[1000..]
        );

    /// <summary>Lesions of neither side of the probe are held out, and no lesion is on both.</summary>
    [Fact]
    public void Images_AreOfTrainingLesionsAlone()
    {
        var images = ProbeImages.Of(data.Value, folder["data"], null);
        var lesions = data.Value.Rows.Select(r => r.Lesion).ToArray();
        var held = data.Value.Indices("test").Select(i => lesions[i]).ToHashSet();
        string[] Of(int[] rows) => [.. rows.Select(r => lesions[r]).Distinct()];
        Assert.NotEmpty(images.Score);
        Assert.Empty(Of(images.Fit).Intersect(Of(images.Score)));
        Assert.DoesNotContain(Of(images.Fit).Concat(Of(images.Score)), held.Contains);
        Assert.All(images.Fit.Concat(images.Score), r => Assert.Equal(data.Value.Labels[r], images.Labels[r]));
    }

    /// <summary>An encoder that learns labels is scored on those that are kept from it.</summary>
    [Fact]
    public void Images_OfAnEncoderThatLearnsLabels_AreScoredOnOthers()
    {
        var use = LabelUse.Of(new SupervisedOptions { Calibration = 0.3 }, seed: 4);
        var images = ProbeImages.Of(data.Value, folder["data"], use);
        var learnt = use.LabelsOf(data.Value, folder["data"]);
        Assert.All(images.Fit, r => Assert.True(learnt[r] >= 0));
        Assert.All(images.Score, r => Assert.Equal(-1, learnt[r]));

        var all = use with { Calibration = 0 };
        Assert.Contains(
            "none are kept to score it on",
            Assert.Throws<InputException>(() => ProbeImages.Of(data.Value, folder["data"], all)).Message
        );
    }

    [Fact]
    public void Run_WithoutLabels_IsRefusedIfAProbeIsAskedFor_ElseDoneWithoutOne()
    {
        Directory.CreateDirectory(folder["photographs"]);
        foreach (var image in Datasets.Read("phantom", null, 12, 1).Images)
            File.WriteAllBytes(folder[$"photographs/{image.Image}.png"], image.Read());
        new Preparation(
            Datasets.Read("unlabelled", folder["photographs"], 0, 0),
            new([32], null, 1, SplitBy.Lesion, 0.25, true)
        ).Write(folder["unlabelled"], default);
        var request = Request("run", Config with { Steps = 1 }) with { Data = folder["unlabelled"] };
        Assert.StartsWith(
            $"--probe-steps 2: leave it out ({folder["unlabelled"]}: the images have no labels",
            Assert.Throws<InputException>(() => SslRunner.Run(request with { ProbeRequired = true }, default)).Message
        );
        Assert.False(Directory.Exists(folder["run"]));
        SslRunner.Run(request, default);
        Assert.Empty(Rows("run"));
        Assert.Equal(0, RunFolder.ReadConfig<SslRun>(folder["run"]).Config.ProbeSteps);
        SslRunner.Run(request, default); // the same options go on with it
    }

    /// <summary>One that says nothing finds the largest class alone.</summary>
    [Fact]
    public void Of_AnEncoderThatSaysNothing_FindsTheLargestClassAlone()
    {
        random.manual_seed(0);
        using var blank = new ResNet18();
        using (no_grad())
            foreach (var weight in blank.parameters())
                weight.zero_();
        using var drawn = new ResNet18();
        using var probe = LinearProbe.Open(data.Value, folder["data"], 32, null, CPU);
        var images = ProbeImages.Of(data.Value, folder["data"], null);
        var largest = images.Fit.CountBy(r => images.Labels[r]).MaxBy(c => c.Value).Key;
        var (nothing, some) = (probe.Of(blank), probe.Of(drawn));
        Assert.Equal(
            images.Score.Count(r => images.Labels[r] == largest) / (double)images.Score.Length,
            nothing.Accuracy
        );
        Assert.Equal(0.25, nothing.BalancedAccuracy, 1e-9);
        Assert.True(some.BalancedAccuracy > 0.3, $"{some}");
        Assert.True(blank.training);
    }
}
