using System.Diagnostics;
using Platform.CommandLine;
using Platform.Shared.Imaging;
using Platform.Training.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Gan;

/// <summary>Where a run stands, as a checkpoint records it.</summary>
/// <param name="Images">Real images shown.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Phase">Phase of the last step, which the optimizers' states belong to.</param>
public sealed record GanState(long Images, long Steps, Phase Phase);

/// <summary>
/// Trains a GAN by progressive growth: one discriminator and one generator step a minibatch, an averaged generator,
/// sample grids of fixed latents, a log and checkpoints that resume. Random numbers are seeded by the step.
/// </summary>
public sealed class GanTrainer(GanConfig config, IGan gan, RealImages reals, RunFolder run, Device device)
{
    /// <summary>The averaged generator alone, which is what publish reads.</summary>
    public const string GeneratorFile = "generator.bin";

    const int GridColumns = 8,
        GridRows = 8;
    readonly GrowthSchedule growth = config.Growth;
    GanState state = new(0, 0, config.Growth.At(0));
    readonly RunCheckpoints checkpoints = new(run, config.KeepCheckpoints);
    double penalty;
    OptimizerHelper generatorAdam = null!,
        discriminatorAdam = null!;

    /// <summary>
    /// Trains from the run's checkpoint, if it has one, to the configured length; a cancelled run saves and throws.
    /// </summary>
    public void Train(CancellationToken cancellation)
    {
        var total = (long)(config.Kimg * 1000);
        ResetOptimizers(state.Phase);
        state = checkpoints.Load<GanState>(Modules, [generatorAdam, discriminatorAdam]) ?? state;
        using var log = new RunLog(run, "images", total, state.Images);
        using var progress = new ProgressLine("gan", total, "img");
        var clock = Stopwatch.StartNew();
        var (lastLog, lastImages) = (0.0, state.Images);
        if (state.Images == 0)
            SaveSamples(log);
        while (state.Images < total)
        {
            var phase = Grow();
            var batch = config.BatchSize(phase.Resolution);
            var last = state.Images + batch >= total;
            var figures = Step(phase, batch, last || clock.Elapsed.TotalSeconds - lastLog > 2);
            state = new(state.Images + batch, state.Steps + 1, phase);
            progress.Report(state.Images, $"{phase.Resolution}px" + (phase.IsFading ? $" fade {phase.Fade:P0}" : ""));
            if (figures is not null)
            {
                var rate = (state.Images - lastImages) / (clock.Elapsed.TotalSeconds - lastLog);
                log.Write(
                    state.Images,
                    [
                        ("step", state.Steps),
                        ("resolution", phase.Resolution),
                        ("fade", phase.Fade),
                        ("lr", config.LearningRate(phase.Resolution)),
                        ("images_per_second", Math.Round(rate, 2)),
                        .. figures,
                    ]
                );
                if (!figures.All(f => double.IsFinite(f.Value)))
                    throw new Platform.Shared.InputException(
                        $"{run.Path}: losses or gradients are no longer finite at {state.Images} images; resume "
                            + $"from the last checkpoint with a lower --learning-rates or a higher --r1-gamma"
                    );
                (lastLog, lastImages) = (clock.Elapsed.TotalSeconds, state.Images);
            }
            if (Passed(config.SampleKimg) && state.Images < total)
                SaveSamples(log);
            if (Passed(config.CheckpointKimg))
                Save();
            if (cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
        }
        SaveSamples(log);
        Save();

        bool Passed(double kimg) =>
            (long)(kimg * 1000) is var every
            && state.Images / every != (state.Images - config.BatchSize(state.Phase.Resolution)) / every;
    }

    /// <summary>
    /// The phase for the images shown so far; a new resolution starts with fresh Adam states, as the StyleGAN
    /// implementation does.
    /// </summary>
    Phase Grow()
    {
        var phase = growth.At(state.Images);
        if (phase.Resolution != state.Phase.Resolution)
            ResetOptimizers(phase);
        return phase;
    }

    IReadOnlyList<(string Name, double Value)>? Step(Phase phase, int batch, bool report)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(StepSeed(config.Seed, state.Steps));

        var d = gan.DiscriminatorLoss(
            reals.Batch(state.Images, batch, phase, device),
            Latents(batch),
            phase,
            state.Steps
        );
        discriminatorAdam.zero_grad();
        d.Loss.backward();
        discriminatorAdam.step();
        if (d.Penalty is not null)
            penalty = Item(d.Penalty);
        var discriminatorGradient = report ? GradientNorm.Of(gan.Discriminator.parameters()) : 0;

        SetTrains(gan.Discriminator, false);
        var g = gan.GeneratorLoss(Latents(batch), phase);
        generatorAdam.zero_grad();
        g.backward();
        generatorAdam.step();
        SetTrains(gan.Discriminator, true);

        Average(Math.Pow(0.5, batch / (config.EmaKimg * 1000)));
        if (!report)
            return null;
        return
        [
            ("generator_loss", Item(g)),
            ("discriminator_loss", Item(d.Loss)),
            ("real_score", Item(d.RealScore)),
            ("fake_score", Item(d.FakeScore)),
            ("penalty", penalty),
            ("generator_gradient", GradientNorm.Of(gan.Generator.parameters())),
            ("discriminator_gradient", discriminatorGradient),
            .. d.Augmentation is null ? Array.Empty<(string, double)>() : [("augment_p", Item(d.Augmentation))],
        ];
    }

    /// <summary>
    /// Away from the seed that the weights were drawn with: latents from the same stream would be rows of the first
    /// layer's weights, and their images unlike all others.
    /// </summary>
    internal static long StepSeed(int seed, long step) => unchecked((seed + 1L) * 1_000_003L + step * 7919);

    static void SetTrains(nn.Module module, bool trains)
    {
        foreach (var parameter in module.parameters())
            parameter.requires_grad = trains;
    }

    Tensor Latents(int count) => randn(count, config.LatentSize, device: device);

    static double Item(Tensor x) => x.item<float>();

    /// <summary>
    /// Exponential moving average of the weights; what does not train is copied. Karras et al. 2018, section 4.3.
    /// </summary>
    void Average(double beta)
    {
        using var off = no_grad();
        foreach (var (mean, now) in gan.GeneratorEma.parameters().Zip(gan.Generator.parameters()))
            mean.lerp_(now, 1 - beta);
        foreach (var (mean, now) in gan.GeneratorEma.buffers().Zip(gan.Generator.buffers()))
            mean.copy_(now);
    }

    void ResetOptimizers(Phase phase)
    {
        generatorAdam?.Dispose();
        discriminatorAdam?.Dispose();
        var lr = config.LearningRate(phase.Resolution);
        generatorAdam = optim.Adam(gan.Generator.parameters(), lr, config.Beta1, config.Beta2, 1e-8);
        discriminatorAdam = optim.Adam(gan.Discriminator.parameters(), lr, config.Beta1, config.Beta2, 1e-8);
    }

    /// <summary>A grid of the averaged generator at psi 0.7; the same latents each time.</summary>
    void SaveSamples(RunLog log)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(StepSeed(config.Seed, -1));
        var images = new List<byte[]>();
        for (var row = 0; row < GridRows; row++)
        {
            var x = gan.GeneratorEma.Draw(
                Latents(GridColumns),
                0.7f,
                randn(GridColumns, gan.GeneratorEma.NoiseLength, device: device),
                state.Phase
            );
            var pixels = ImagePixels.FromImage(new Tracing.Eager(x)).Value.cpu(); // [N, R, R, 3]
            images.AddRange(
                Enumerable.Range(0, GridColumns).Select(i => pixels[i].contiguous().data<byte>().ToArray())
            );
        }
        Directory.CreateDirectory(run.File("samples"));
        var grid = ImageGrid.Png(images, state.Phase.Resolution, GridColumns);
        File.WriteAllBytes(run.File($"samples/{state.Images:D9}.png"), grid);
        log.Image(state.Images, "samples", grid);
    }

    nn.Module[] Modules => [gan.Generator, gan.GeneratorEma, gan.Discriminator];

    void Save()
    {
        checkpoints.Save(state.Images, state, Modules, [generatorAdam, discriminatorAdam]);
        Checkpoint.Save(run.File(GeneratorFile), state, [gan.GeneratorEma], [], new(run.ConfigSha256, state.Images));
    }
}
