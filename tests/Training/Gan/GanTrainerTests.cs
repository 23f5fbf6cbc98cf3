using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan;

public sealed class GanTrainerTests : IDisposable
{
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 16,
        StartResolution = 8,
        ChannelBase = 1024,
        ChannelMax = 16,
        LatentSize = 8,
        Kimg = 0.24,
        StableKimg = 0.06,
        FadeKimg = 0.06,
        BatchSizes = "4:16",
        SampleKimg = 0.08,
        CheckpointKimg = 0.08,
    };
    static readonly Setup<GanConfig> Style = new(Tiny, StyleGanOptions.Smoke with { R1Interval = 2 });
    readonly TemporaryFolder folder = new();
    readonly PackedPixels pixels;

    static Setup<GanConfig> Setup(string method, Augment augment) =>
        method == "pggan"
            ? new(Tiny, new PgganOptions())
            : Style with
            {
                Options = StyleGanOptions.Smoke with
                {
                    R1Interval = 2,
                    Augmentation = new()
                    {
                        Augment = augment,
                        AdaKimg = 0.1,
                        AdaTarget = -1, // p rises with each adjustment
                    },
                },
            };

    static GanRun Record(string method, Setup<GanConfig> setup) =>
        new(method, setup.Config, setup.Options, "noise", "", false);

    public GanTrainerTests()
    {
        var bytes = new byte[20 * 16 * 16 * 3];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder["pixels.bin"], bytes);
        pixels = new(folder["pixels.bin"], 16, 20);
    }

    public void Dispose()
    {
        pixels.Dispose();
        folder.Dispose();
    }

    RealImages Reals(GanConfig config) => new(pixels, [.. Enumerable.Range(0, 20)], config.Symmetry, config.Seed);

    /// <summary>
    /// Trains in a run folder; gives its checkpoint: both networks, the average, both Adam states, p, images and phase.
    /// </summary>
    byte[] Train(
        string name,
        Setup<GanConfig> setup,
        string method = "stylegan",
        Precision precision = Precision.Fp32,
        bool interrupt = false
    )
    {
        random.manual_seed(setup.Config.Seed);
        using var gan = Gans.Methods[method].Create(setup, CPU, precision);
        var run = RunFolder.Open(folder[name], Record(method, setup), resume: true);
        new GanTrainer(setup.Config, gan, Reals(setup.Config), run, CPU).Train(new CancellationToken(interrupt));
        return File.ReadAllBytes(run.Checkpoint);
    }

    [Fact]
    public void Train_ToItsEnd_LogsItsLastStep_SoThatTheRunReadsFinished()
    {
        Train("run", Style);
        var last = System.Text.Json.Nodes.JsonNode.Parse(
            File.ReadLines(Path.Combine(folder["run"], "log.jsonl")).Last()
        )!;
        Assert.True((double)last["images"]! >= 1000 * Tiny.Kimg, last.ToJsonString());
        Assert.Equal((double)last["images"]!, Checkpoint.Header(Path.Combine(folder["run"], "checkpoint.bin")).At);
    }

    [Theory]
    [InlineData("stylegan", Augment.None, Precision.Fp32)]
    [InlineData("stylegan", Augment.Ada, Precision.Fp32)]
    [InlineData("stylegan", Augment.DiffAugment, Precision.Bf16)]
    [InlineData("pggan", Augment.None, Precision.Fp32)]
    [InlineData("pggan", Augment.None, Precision.Bf16)]
    public void Train_Interrupted_ResumesToTheSameCheckpoint(string method, Augment augment, Precision precision)
    {
        Assert.SkipUnless(precision == Precision.Fp32 || Autocast.IsAvailable, "this libtorch has no mixed precision");
        var config = Setup(method, augment);
        var whole = Train("whole", config, method, precision);
        for (var i = 0; i < 6; i++) // a step each, into the fade and between two adjustments
        {
            void Part() => Train("parts", config, method, precision, interrupt: true);
            Assert.ThrowsAny<OperationCanceledException>(Part);
        }
        Assert.True(whole.AsSpan().SequenceEqual(Train("parts", config, method, precision)));
        var other = config with
        {
            Options = config.Options is StyleGanOptions style
                ? style with
                {
                    R1Gamma = 1,
                }
                : new PgganOptions { GradientPenalty = 1 },
        };
        Assert.False(whole.AsSpan().SequenceEqual(Train("other", other, method, precision)));
    }

    [Fact]
    public void Train_WritesGridsLogAndGenerator()
    {
        Train("run", Style);
        Assert.Equal(
            ["000000000.png", "000000080.png", "000000160.png", "000000240.png"],
            Directory.GetFiles(folder["run/samples"]).Select(Path.GetFileName).Order()
        );
        Assert.True(File.Exists(folder["run/generator.bin"]));
        Assert.Single(Directory.GetFiles(folder["run"], "events.out.tfevents.*"));
    }

    [Theory]
    [InlineData("stylegan", Augment.None)]
    [InlineData("stylegan", Augment.Ada)]
    [InlineData("pggan", Augment.None)]
    public void Train_OfTwoHundredSteps_LeavesNoTensorBehind(string method, Augment augment)
    {
        Live(0.08, "warm");
        Assert.Equal(Live(0.32, "few"), Live(3.2, "many")); // 20 and 200 steps

        long Live(double kimg, string name)
        {
            var config = Tiny with { Kimg = kimg, StableKimg = 0.01, FadeKimg = 0.01 };
            var setup = Setup(method, augment) with { Config = config };
            IGan? gan = null;
            var live = LiveTensors.LeftBy(() =>
                new GanTrainer(
                    config,
                    gan = Gans.Methods[method].Create(setup, CPU, Precision.Fp32),
                    Reals(config),
                    RunFolder.Open(folder[name], Record(method, setup), resume: false),
                    CPU
                ).Train(default)
            );
            gan!.Dispose();
            return live;
        }
    }

    [Fact]
    public void Train_DrawsNoLatentFromTheStreamOfTheWeights()
    {
        // z of a step must not be parallel to the first layer's initial weights, or its w is far from all others.
        random.manual_seed(Tiny.Seed);
        using var gan = Gans.Methods["stylegan"]
            .Create(Style with { Config = Tiny with { LatentSize = 512 } }, CPU, Precision.Fp32);
        var first = gan.Generator.parameters().First(p => p.shape is [512, 512]); // mapping.layers.0.weight
        foreach (var step in new[] { -1L, 0, 1, 2 })
        {
            random.manual_seed(GanTrainer.StepSeed(Tiny.Seed, step));
            using var z = randn(8, 512);
            using var cosine = nn.functional.normalize(z, 2, 1).matmul(nn.functional.normalize(first, 2, 1).t());
            Assert.InRange(cosine.abs().max().item<float>(), 0, 0.3f);
        }
    }

    [Fact]
    public void Batch_DependsOnItsPositionOnly()
    {
        using var a = Reals(Tiny).Batch(40, 4, new(16, 1), CPU);
        var other = Reals(Tiny);
        other.Batch(0, 4, new(16, 1), CPU).Dispose();
        other.Batch(20, 4, new(16, 1), CPU).Dispose();
        using var b = other.Batch(40, 4, new(16, 1), CPU);
        Assert.True(a.equal(b).all().item<bool>());
        Assert.InRange(a.abs().max().item<float>(), 0.5f, 1f);
    }
}
