using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class SslTrainerTests : IDisposable
{
    const int Side = 32, Images = 20;
    static readonly SslConfig Config = SslConfig.Smoke with { Side = Side, BatchSize = 6, Steps = 4, CheckpointSteps = 1000, Blur = 0.5 };
    static readonly Device Cpu = TorchRuntime.Start("cpu", threads: 1); // several threads wait on each other when test classes run side by side
    readonly string folder = Directory.CreateTempSubdirectory("ssl-").FullName;
    readonly PackedPixels pixels;

    public SslTrainerTests()
    {
        var bytes = new byte[Images * Side * Side * 3];
        var random = new Random(1);
        var colors = Enumerable.Range(0, Images * 3).Select(_ => random.Next(40, 200)).ToArray();
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(colors[i / (Side * Side * 3) * 3 + i % 3] + random.Next(40)); // a colour each, and noise
        var file = Path.Combine(folder, "pixels.bin");
        File.WriteAllBytes(file, bytes);
        pixels = new(file, Side, Images);
    }

    public void Dispose()
    {
        pixels.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Train_ResumedEqualsUnbroken()
    {
        using var one = SslMethods.All["simclr"](Config, Cpu);
        using var other = SslMethods.All["simclr"](Config, Cpu);
        var start = Path.Combine(folder, "start.bin");
        Checkpoint.Save(start, new SslState(0), one.Modules, []);
        Checkpoint.Load<SslState>(start, other.Modules, []);

        Train(one, "unbroken", Config, CancellationToken.None);
        for (var i = 0; i < 2; i++)
            Assert.Throws<OperationCanceledException>(() => Train(other, "broken", Config, new CancellationToken(canceled: true)));
        Train(other, "broken", Config, CancellationToken.None);

        foreach (var (name, expected) in one.Encoder.state_dict())
            Assert.True(expected.equal(other.Encoder.state_dict()[name]).all().item<bool>(), name);
    }

    [Fact]
    public void Train_LogsAndLeavesARunThatLoads()
    {
        using var method = SslMethods.All["simclr"](Config, Cpu);
        using var before = method.Encoder.state_dict()["layer4.1.conv2.weight"].clone();
        Train(method, "run", Config, CancellationToken.None);
        var lines = File.ReadAllLines(Path.Combine(folder, "run", "log.jsonl")).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(1, (int)lines[0]["step"]!);
        Assert.Equal(Config.Steps, (int)lines[^1]["step"]!);
        Assert.All(lines, l => Assert.InRange((double)l["loss"]!, 0.01, 20));
        Assert.All(lines, l => Assert.InRange((double)l["projection_std"]!, 1e-4, 0.2));
        Assert.Equal(Config.LearningRate, (double)lines[0]["lr"]!, 1e-12);

        var (run, loaded) = SslRun.Load(Path.Combine(folder, "run"), Cpu);
        using var _ = loaded;
        Assert.Equal(Config, run.Config);
        var weight = loaded.Encoder.state_dict()["layer4.1.conv2.weight"];
        Assert.True(weight.equal(method.Encoder.state_dict()["layer4.1.conv2.weight"]).all().item<bool>());
        Assert.False(weight.equal(before).all().item<bool>());
        Assert.False(loaded.Encoder.training);
    }

    [Fact]
    public void Train_LowersTheLossOnFewImages()
    {
        var config = Config with { BatchSize = 16, Steps = 12, LearningRate = 1e-3, Temperature = 0.5, MinArea = 0.5, Jitter = 0, Blur = 0 };
        using var method = SslMethods.All["simclr"](config, Cpu);
        Train(method, "learns", config, CancellationToken.None);
        var losses = File.ReadAllLines(Path.Combine(folder, "learns", "log.jsonl")).Select(l => (double)JsonNode.Parse(l)!["loss"]!).ToArray();
        Assert.True(losses[^1] < losses[0] - 0.3, $"{losses[0]} -> {losses[^1]}");
    }

    [Fact]
    public void Train_KeepsNoTensorsFromStepToStep()
    {
        long Left(int steps)
        {
            using var method = SslMethods.All["simclr"](Config, Cpu);
            var before = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            Train(method, $"steps{steps}", Config with { Steps = steps }, CancellationToken.None);
            return TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before;
        }
        Assert.Equal(Left(2), Left(6));
    }

    [Fact]
    public void Constructor_RefusesAPoolSmallerThanABatch()
    {
        using var method = SslMethods.All["simclr"](Config, Cpu);
        var error = Assert.Throws<InputException>(() => Train(method, "small", Config with { BatchSize = 21 }, CancellationToken.None));
        Assert.Contains("--batch-size 21", error.Message);
    }

    [Fact]
    public void Load_RefusesAFolderThatIsNoRun() =>
        Assert.Contains("config.json", Assert.Throws<InputException>(() => SslRun.Load(folder, Cpu)).Message);

    [Fact]
    public void Pool_HoldsRealThenSyntheticImages()
    {
        var drawn = Directory.CreateDirectory(Path.Combine(folder, "drawn")).FullName;
        var picture = new byte[Side * Side * 3];
        Array.Fill(picture, (byte)77);
        File.WriteAllBytes(Path.Combine(drawn, "a.png"), PngEncoder.Encode(picture, Side, Side));
        File.WriteAllText(Path.Combine(drawn, "notes.txt"), "not an image");
        using var synthetic = SyntheticPixels.Open(drawn, Side);
        var pool = new ImagePool(pixels, [4, 2], [synthetic]);
        Assert.Equal(3, pool.Count);
        Assert.Equal(pixels.Image(2).ToArray(), pool.Image(1).ToArray());
        Assert.Equal(picture, pool.Image(2).ToArray());

        File.WriteAllText(Path.Combine(drawn, "b.png"), "not an image");
        Assert.Contains("b.png", Assert.Throws<InputException>(() => SyntheticPixels.Open(drawn, Side)).Message);
    }

    [Fact]
    public void Order_ShowsEachImageOnceAnEpoch()
    {
        var order = new BatchOrder(10, 3, 5);
        var epoch = Enumerable.Range(0, 3).SelectMany(s => order.At(s)).ToArray();
        Assert.Equal(9, epoch.Distinct().Count());
        var next = Enumerable.Range(3, 3).SelectMany(s => order.At(s)).ToArray();
        Assert.NotEqual(epoch, next);
        Assert.Equal(order.At(1), new BatchOrder(10, 3, 5).At(1));
    }

    [Fact]
    public void Presets_AreValid()
    {
        foreach (var preset in SslConfig.Presets.Values) Platform.Training.Configuration.PresetOptions<SslConfig>.Validate(preset);
        Assert.Equal((96, 256, 200, 3e-4, 0.07), (SslConfig.Paper.Side, SslConfig.Paper.BatchSize, SslConfig.Paper.Epochs, SslConfig.Paper.LearningRate, SslConfig.Paper.Temperature));
    }

    void Train(ISslMethod method, string name, SslConfig config, CancellationToken cancellation)
    {
        var record = new SslRun("simclr", config, "noise", "", false, Images, []);
        var run = RunFolder.Open(Path.Combine(folder, name), record, resume: true);
        using var trainer = new SslTrainer(config, method, new ImagePool(pixels, [.. Enumerable.Range(0, Images)], []), run, Cpu);
        trainer.Train(cancellation);
    }
}
