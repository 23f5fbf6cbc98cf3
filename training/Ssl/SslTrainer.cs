using System.Diagnostics;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Training.Runs;
using Platform.Training.Ssl.Probe;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>Where a run stands, as a checkpoint records it.</summary>
/// <param name="LossSum">of the steps since the checkpoint before, at a multiple of the configured steps</param>
public sealed record SslState(long Steps, double LossSum = 0);

/// <summary>
/// Trains an encoder by self-supervision: views of each image of a batch, Adam, a log and checkpoints that resume, and
/// the encoder alone at the end. Order and views are functions of the seed and the step.
/// </summary>
public sealed class SslTrainer : IDisposable
{
    /// <summary>The encoder alone, of a finished run: what head, metrics and publish read.</summary>
    public const string EncoderFile = "encoder.bin";

    const double LogSeconds = 2;
    readonly SslConfig config;
    readonly ISslMethod method;
    readonly ImagePool pool;
    readonly RunFolder run;
    readonly Device device;
    readonly Precision precision;
    readonly LinearProbe? probe;
    readonly int epochSteps;
    readonly IReadOnlyList<OptimizerHelper> optimizers;
    readonly RunCheckpoints checkpoints;
    SslState state = new(0);
    bool warned;

    /// <param name="probe">judges the encoder every so many steps as are configured, and at both ends</param>
    /// <exception cref="InputException">The pool is smaller than a batch.</exception>
    public SslTrainer(
        SslConfig config,
        ISslMethod method,
        ImagePool pool,
        RunFolder run,
        Device device,
        Precision precision = Precision.Fp32,
        LinearProbe? probe = null
    )
    {
        (this.config, this.method, this.pool, this.run, this.device, this.precision, this.probe) = (
            config,
            method,
            pool,
            run,
            device,
            precision,
            config.ProbeSteps > 0 ? probe : null
        );
        if (pool.Side != config.ImageSide)
            throw new ArgumentException(
                $"The pool's side is {pool.Side}, the configured one {config.ImageSide}.",
                nameof(pool)
            );
        Check(config, method, pool.Count);
        epochSteps = pool.Count / config.BatchSize;
        TotalSteps = method.Trainable.Any() ? config.StepsOf(pool.Count) : 0;
        if (device.type == DeviceType.CPU)
            foreach (var module in method.Modules)
                ChannelsLast.Weights(module);
        optimizers = Optimizers(method, config);
        checkpoints = new(run, config.KeepCheckpoints);
    }

    /// <summary>What can be said against a run before its folder is made.</summary>
    /// <param name="images">real and synthetic</param>
    /// <exception cref="InputException">A method that trains has fewer images than a batch.</exception>
    public static void Check(SslConfig config, ISslMethod method, int images)
    {
        if (method.Trainable.Any() && images < config.BatchSize)
            throw new InputException(
                $"--batch-size {config.BatchSize}: only {images} images to train on; give a smaller one"
            );
    }

    /// <summary>Of the whole run; 0 for a method that does not train.</summary>
    public long TotalSteps { get; }

    /// <summary>Adam, or nothing for a method that does not train.</summary>
    static IReadOnlyList<OptimizerHelper> Optimizers(ISslMethod method, SslConfig config) =>
        method.Trainable.Any()
            ? [new FusedAdam(method.Trainable, config.LearningRate, weightDecay: CoupledDecay(config))]
            : [];

    static double CoupledDecay(SslConfig config) => config.DecayKind == DecayKind.Coupled ? config.WeightDecay : 0;

    /// <summary>
    /// Trains from the run's checkpoint, if it has one, to the configured length; a cancelled run saves and throws.
    /// </summary>
    public void Train(CancellationToken cancellation)
    {
        state = checkpoints.Load<SslState>(method.Modules, optimizers) ?? state;
        foreach (var module in method.Modules)
            module.train();
        using var log = new RunLog(run, "step", TotalSteps, state.Steps);
        var judged = state.Steps == 0 ? probe?.Of(method.Encoder) : null;
        if (judged is not null)
            log.Write(0, judged.Figures);
        using var progress = new ProgressLine("ssl", TotalSteps * config.BatchSize, "img");
        progress.Report(state.Steps * config.BatchSize);
        if (TotalSteps == 0)
        {
            log.Write(0);
            Save();
            SaveEncoder();
            return;
        }
        using var views = new ViewLoader(config, method, pool, device, state.Steps, TotalSteps);
        var clock = Stopwatch.StartNew();
        var first = new FirstSteps(state.Steps, TotalSteps, config.BatchSize);
        var (logged, waited, lastSteps, note) = (TimeSpan.Zero, TimeSpan.Zero, state.Steps, "");
        while (state.Steps < TotalSteps)
        {
            var last = state.Steps + 1 == TotalSteps;
            var judge = probe is not null && (last || (state.Steps + 1) % config.ProbeSteps == 0);
            var due = (clock.Elapsed - logged).TotalSeconds >= LogSeconds;
            var report = Step(views, last || judge || due || state.Steps == 0);
            if (report is { } now)
            {
                var seconds = (clock.Elapsed - logged).TotalSeconds;
                judged = judge ? probe!.Of(method.Encoder) : judged;
                log.Write(
                    state.Steps,
                    [
                        ("epoch", Math.Round((double)state.Steps / epochSteps, 3)),
                        ("lr", now.LearningRate),
                        ("loss", now.Loss),
                        ("gradient_norm", now.GradientNorm),
                        ("projection_std", now.Watched.Spread),
                        ("effective_rank", Math.Round(now.Watched.Rank, 2)),
                        ("collapsed", warned ? 1 : 0),
                        ("images_per_second", Math.Round((state.Steps - lastSteps) * config.BatchSize / seconds, 2)),
                        ("wait_share", Math.Round((views.Waited - waited).TotalSeconds / seconds, 4)),
                        .. judge ? judged!.Figures : [],
                    ]
                );
                if (!double.IsFinite(now.Loss))
                    throw new InputException(
                        $"{run.Path}: the loss is no longer finite at step {state.Steps}; start again with a lower "
                            + $"--learning-rate"
                    );
                (logged, waited, lastSteps) = (clock.Elapsed, views.Waited, state.Steps);
                note =
                    FormattableString.Invariant($"loss {now.Loss:0.000}  rank {now.Watched.Rank:0.0}")
                    + (warned ? "  COLLAPSED" : "")
                    + (judged is null ? "" : $"  {judged}");
            }
            progress.Report(state.Steps * config.BatchSize, note);
            if (first.Passed(state.Steps) is { } line)
                Console.Error.WriteLine(line);
            if (state.Steps % config.CheckpointSteps == 0 || last)
                SaveWindow();
            if (!last && cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
        }
        if (!File.Exists(run.File(EncoderFile))) // a run of an older release, or killed here
            SaveEncoder();
    }

    (double LearningRate, double Loss, double GradientNorm, CollapseMonitor Watched)? Step(
        ViewLoader views,
        bool report
    )
    {
        using var scope = NewDisposeScope();
        var step = state.Steps;
        var rate =
            config.LearningRate
            * config.Schedule.At(step, TotalSteps, epochSteps)
            * LearningRateSchedules.Warmup(step, TotalSteps, config.Warmup);
        foreach (var group in optimizers.SelectMany(o => o.ParamGroups))
            group.LearningRate = rate;
        random.manual_seed(unchecked(config.Seed * 1_000_003L + step)); // for methods that draw in their loss

        var batch = views.Next(scope);
        SslLoss loss;
        using (Autocast.Of(precision, device))
            loss = method.Loss(batch);
        foreach (var optimizer in optimizers)
            optimizer.zero_grad();
        loss.Loss.backward();
        if (config.DecayKind == DecayKind.Decoupled)
            WeightDecay.Apply(method.Trainable, rate, config.WeightDecay);
        foreach (var optimizer in optimizers)
            optimizer.step();
        var progress = (step + 1.0) / TotalSteps;
        method.AfterStep(step + 1, progress);
        var value = loss.Loss.item<float>();
        state = new(step + 1, state.LossSum + value);
        return report ? (rate, value, GradientNorm.Of(method.Trainable), Watch(loss.Projections, progress)) : null;
    }

    CollapseMonitor Watch(Tensor projections, double progress)
    {
        var watched = CollapseMonitor.Of(projections);
        if (!warned && watched.Alarm(progress) is { } alarm)
        {
            warned = true;
            Console.Error.WriteLine(
                $"warning: {run.Path}: step {state.Steps}: {alarm}; "
                    + "the encoder learns little from here: "
                    + "start again with a lower --learning-rate or a larger --batch-size, "
                    + "with byol also a higher --target-tau"
            );
        }
        return watched;
    }

    /// <summary>A checkpoint that competes for the best by its mean loss since the one before.</summary>
    void SaveWindow()
    {
        var mean = state.LossSum / ((state.Steps - 1) % config.CheckpointSteps + 1);
        state = state with { LossSum = 0 };
        Save(mean);
    }

    void Save(double? loss = null) => checkpoints.Save(state.Steps, state, method.Modules, optimizers, loss);

    void SaveEncoder() =>
        Checkpoint.Save(run.File(EncoderFile), state, [method.Encoder.Module], [], new(run.ConfigSha256, state.Steps));

    public void Dispose()
    {
        foreach (var optimizer in optimizers)
            optimizer.Dispose();
    }
}
