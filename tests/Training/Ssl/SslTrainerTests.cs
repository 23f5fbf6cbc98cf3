using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.SimClr;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class SslTrainerTests : IDisposable
{
    const int Side = 32,
        Images = 20;
    static readonly SslConfig Config = SslConfig.Smoke with
    {
        Side = Side,
        BatchSize = 6,
        Steps = 4,
        CheckpointSteps = 1000,
        Views = SslConfig.Smoke.Views with { Blur = 0.5 },
    };

    // several threads wait on each other when test classes run side by side
    static readonly Device Cpu = TorchRuntime.Start("cpu", threads: 1);
    readonly string folder = Directory.CreateTempSubdirectory("ssl-").FullName;
    readonly PackedPixels pixels;

    public SslTrainerTests()
    {
        var bytes = new byte[Images * Side * Side * 3];
        var random = new Random(1);
        var colors = Enumerable.Range(0, Images * 3).Select(_ => random.Next(40, 200)).ToArray();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(colors[i / (Side * Side * 3) * 3 + i % 3] + random.Next(40)); // a colour each, and noise
        var file = Path.Combine(folder, "pixels.bin");
        File.WriteAllBytes(file, bytes);
        pixels = new(file, Side, Images);
    }

    public void Dispose()
    {
        pixels.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory, InlineData("simclr", Precision.Fp32), InlineData("byol", Precision.Bf16)]
    public void Train_ResumedEqualsUnbroken(string name, Precision precision)
    {
        Assert.SkipWhen(
            precision == Precision.Bf16 && !Autocast.IsAvailable,
            "this libtorch does not export mixed precision"
        );
        var config = Config with { Steps = 3 };
        Run("unbroken", default);
        Assert.Throws<OperationCanceledException>(() => Run("broken", new CancellationToken(canceled: true)));
        Run("broken", default);

        foreach (var file in new[] { "checkpoint.bin", "best.bin", "encoder.bin" })
            Assert.True(
                File.ReadAllBytes(Path.Combine(folder, "unbroken", file))
                    .AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(folder, "broken", file))),
                file
            );

        void Run(string to, CancellationToken cancellation)
        {
            random.manual_seed(config.Seed);
            using var method = Create(name, config);
            Train(method, to, config, cancellation, precision, name);
        }
    }

    [Fact]
    public void Train_None_WritesTheWeightsAsDrawn()
    {
        using var method = Create("none", Config);
        using var drawn = method.Encoder.Module.state_dict()["layer4.1.conv2.weight"].clone();
        Train(method, "none", Config, CancellationToken.None, name: "none");
        var (_, loaded) = SslRun.Load(Path.Combine(folder, "none"), Cpu);
        using var _ = loaded;
        Assert.True(drawn.equal(loaded.Module.state_dict()["layer4.1.conv2.weight"]).all().item<bool>());
        Assert.Equal("finished", Assert.Single(RunSummary.Below(folder)).State);
    }

    [Fact]
    public void Train_LogsAndLeavesARunThatLoads()
    {
        using var method = Create("simclr", Config);
        using var before = method.Encoder.Module.state_dict()["layer4.1.conv2.weight"].clone();
        Train(method, "run", Config, CancellationToken.None);
        var lines = File.ReadAllLines(Path.Combine(folder, "run", "log.jsonl"))
            .Select(l => JsonNode.Parse(l)!)
            .ToArray();
        Assert.Equal(1, (int)lines[0]["step"]!);
        Assert.Equal(Config.Steps, (int)lines[^1]["step"]!);
        Assert.All(lines, l => Assert.InRange((double)l["loss"]!, 0.01, 20));
        Assert.All(lines, l => Assert.InRange((double)l["projection_std"]!, 1e-4, 0.2));
        Assert.Equal(Config.LearningRate, (double)lines[0]["lr"]!, 1e-12);
        Assert.All(lines, l => Assert.InRange((double)l["gradient_norm"]!, 1e-3, 1e3));
        Assert.All(lines, l => Assert.InRange((double)l["wait_share"]!, 0, 1));

        var (run, loaded) = SslRun.Load(Path.Combine(folder, "run"), Cpu);
        using var _ = loaded;
        Assert.Equal(Config, run.Config);
        var weight = loaded.Module.state_dict()["layer4.1.conv2.weight"];
        Assert.True(weight.equal(method.Encoder.Module.state_dict()["layer4.1.conv2.weight"]).all().item<bool>());
        Assert.False(weight.equal(before).all().item<bool>());
        Assert.False(loaded.Module.training);
    }

    [Fact]
    public void Shortfall_OfAStoppedRun_SaysHowFarItIs()
    {
        using var method = Create("simclr", Config);
        Assert.Throws<OperationCanceledException>(() =>
            Train(method, "stopped", Config, new CancellationToken(canceled: true))
        );
        var (run, loaded) = SslRun.Load(Path.Combine(folder, "stopped"), Cpu);
        using var _ = loaded;
        Assert.Equal("trained for 1 of 4 steps only; ssl --resume goes on with it", run.Shortfall(1));
        Assert.Null(run.Shortfall(Config.Steps));

        // 36 images are 6 batches of 6
        var epochs = run with
        {
            Config = Config with { Steps = 0, Epochs = 5 },
            Synthetic = [new("drawn", 16)],
        };
        Assert.Equal("trained for 29 of 30 steps only; ssl --resume goes on with it", epochs.Shortfall(29));
        Assert.Null(epochs.Shortfall(30));
    }

    [Fact]
    public void Train_LowersTheLossOnFewImages()
    {
        var config = Config with
        {
            BatchSize = 16,
            Steps = 12,
            LearningRate = 1e-3,
            Views = Config.Views with { MinArea = 0.5, Jitter = 0, Blur = 0 },
        };
        using var method = Create("simclr", config, temperature: 0.5);
        Train(method, "learns", config, CancellationToken.None);
        var losses = File.ReadAllLines(Path.Combine(folder, "learns", "log.jsonl"))
            .Select(l => (double)JsonNode.Parse(l)!["loss"]!)
            .ToArray();
        Assert.True(losses[^1] < losses[0] - 0.3, $"{losses[0]} -> {losses[^1]}");
    }

    /// <summary>Of all threads: the views are made on another than the steps.</summary>
    [Theory, InlineData("simclr"), InlineData("byol")]
    public void Train_KeepsNoTensorsFromStepToStep(string name)
    {
        long Left(int steps)
        {
            var config = Config with { BatchSize = 2, Steps = steps };
            ISslMethod? method = null;
            var left = LiveTensors.LeftBy(() =>
                Train(method = Create(name, config), $"steps{steps}", config, CancellationToken.None, name: name)
            );
            method!.Dispose();
            return left;
        }
        Assert.Equal(Left(1), Left(200));
    }

    [Fact]
    public void Constructor_RefusesAPoolSmallerThanABatch()
    {
        using var method = Create("simclr", Config);
        var error = Assert.Throws<InputException>(() =>
            Train(method, "small", Config with { BatchSize = 21 }, CancellationToken.None)
        );
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
        using var synthetic = SyntheticPixels.Open(drawn, new(Side));
        var pool = new ImagePool(pixels, [4, 2], [synthetic]);
        Assert.Equal(3, pool.Count);
        Assert.Equal(pixels.Image(2).ToArray(), pool.Image(1).ToArray());
        Assert.Equal(picture, pool.Image(2).ToArray());

        File.WriteAllText(Path.Combine(drawn, "b.png"), "not an image");
        Assert.Contains("b.png", Assert.Throws<InputException>(() => SyntheticPixels.Open(drawn, new(Side))).Message);
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
        foreach (var preset in SslMethods.All.Values.SelectMany(m => m.Presets.Values))
            Method<SslConfig>.Validate(preset);
        Assert.Equal(
            (96, 256, 200, 3e-4, 0.07),
            (
                SslConfig.Paper.Side,
                SslConfig.Paper.BatchSize,
                SslConfig.Paper.Epochs,
                SslConfig.Paper.LearningRate,
                new SimClrOptions().Temperature
            )
        );
    }

    /// <summary>
    /// Of the paper's, what sthalles/SimCLR and byol-pytorch do where the paper says nothing; of the others, decay on
    /// weights alone and a warm-up.
    /// </summary>
    [Theory]
    [InlineData("simclr", "paper", 1e-4, DecayKind.Coupled, 0, null)]
    [InlineData("simclr", "small", 0.01, DecayKind.Decoupled, 0.05, null)]
    [InlineData("simclr", "transfer", 0.01, DecayKind.Decoupled, 0.1, null)]
    [InlineData("byol", "paper", 0, DecayKind.Coupled, 0, TargetSchedule.Constant)]
    [InlineData("byol", "small", 0, DecayKind.Decoupled, 0.05, TargetSchedule.Constant)]
    public void Presets_HaveTheRecipeOfTheirMethod(
        string method,
        string preset,
        double decay,
        DecayKind kind,
        double warmup,
        TargetSchedule? target
    )
    {
        var (config, options) = SslMethods.All[method].Presets[preset];
        Assert.Equal(
            (3e-4, decay, kind, warmup, target),
            (
                config.LearningRate,
                config.WeightDecay,
                config.DecayKind,
                config.Warmup,
                (options as ByolOptions)?.TargetSchedule
            )
        );
    }

    /// <summary>theta (1 - rate decay), of tensors with two dimensions or more: Loshchilov and Hutter 2019.</summary>
    [Fact]
    public void DecoupledDecay_ShrinksTheWeights_AndNotBiasesAndNorms()
    {
        using var layer = nn.Linear(3, 2);
        var (weight, bias) = (layer.weight!.detach().clone(), layer.bias!.detach().clone());
        WeightDecay.Apply(layer.parameters(), rate: 0.5, decay: 0.1);
        Assert.True(layer.weight!.allclose(weight * 0.95));
        Assert.True(layer.bias!.equal(bias).all().item<bool>());
    }

    static object Options(string name, double temperature = 0.2) =>
        name switch
        {
            "simclr" => SimClrOptions.Small with { Temperature = temperature },
            "byol" => new ByolOptions { HiddenSize = 32, PredictionSize = 16 },
            _ => new NoOptions(),
        };

    static ISslMethod Create(string name, SslConfig config, double temperature = 0.2) =>
        SslMethods.All[name].Create(new(config, Options(name, temperature)), new(() => new ResNet18(), Cpu, []));

    void Train(
        ISslMethod method,
        string to,
        SslConfig config,
        CancellationToken cancellation,
        Precision precision = Precision.Fp32,
        string name = "simclr"
    )
    {
        var record = new SslRun(name, config, Options(name), "noise", "", false, Images, [], precision);
        var run = RunFolder.Open(Path.Combine(folder, to), record, resume: true);
        using var trainer = new SslTrainer(
            config,
            method,
            new ImagePool(pixels, [.. Enumerable.Range(0, Images)], []),
            run,
            Cpu,
            precision
        );
        trainer.Train(cancellation);
    }
}
