using System.Diagnostics;
using Platform.Shared;
using Platform.Shared.Commands;
using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl.Views;
using Platform.Training.Tracing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>Where a run stands, as a checkpoint records it.</summary>
public sealed record SslState(long Steps);

/// <summary>
/// Trains an encoder by self-supervision: two views of each image of a batch, Adam, a JSON-lines log and checkpoints that
/// resume. Order and views are functions of the seed and the step.
/// </summary>
public sealed class SslTrainer : IDisposable
{
    const double LogSeconds = 2;
    readonly SslConfig config;
    readonly ISslMethod method;
    readonly ImagePool pool;
    readonly RunFolder run;
    readonly Device device;
    readonly ViewOptions views;
    readonly BatchOrder order;
    readonly Adam adam;
    SslState state = new(0);

    /// <exception cref="InputException">The pool is smaller than a batch.</exception>
    public SslTrainer(SslConfig config, ISslMethod method, ImagePool pool, RunFolder run, Device device)
    {
        (this.config, this.method, this.pool, this.run, this.device) = (config, method, pool, run, device);
        if (pool.Side != config.Side) throw new ArgumentException($"The pool's side is {pool.Side}, the configured one {config.Side}.", nameof(pool));
        if (pool.Count < config.BatchSize) throw new InputException($"--batch-size {config.BatchSize}: only {pool.Count} images to train on; give a smaller one");
        views = config.Views();
        order = new(pool.Count, config.BatchSize, config.Seed);
        TotalSteps = config.Steps > 0 ? config.Steps : (long)config.Epochs * order.EpochSteps;
        adam = Optimizer(method, config);
    }

    public long TotalSteps { get; }

    internal static Adam Optimizer(ISslMethod method, SslConfig config) =>
        optim.Adam(method.Trainable, config.LearningRate, weight_decay: config.WeightDecay);

    /// <summary>Trains from the run's checkpoint, if it has one, to the configured length; a cancelled run saves and throws.</summary>
    public void Train(CancellationToken cancellation)
    {
        if (File.Exists(run.Checkpoint)) state = Checkpoint.Load<SslState>(run.Checkpoint, method.Modules, [adam]);
        foreach (var module in method.Modules) module.train();
        using var progress = new ProgressLine("ssl", TotalSteps * config.BatchSize, "img");
        progress.Report(state.Steps * config.BatchSize);
        var clock = Stopwatch.StartNew();
        var (lastLog, lastSteps, lastLoss) = (0.0, state.Steps, double.NaN);
        while (state.Steps < TotalSteps)
        {
            var last = state.Steps + 1 == TotalSteps;
            var report = Step(last || state.Steps == 0 || clock.Elapsed.TotalSeconds - lastLog >= LogSeconds);
            state = new(state.Steps + 1);
            if (report is { } now)
            {
                var seconds = clock.Elapsed.TotalSeconds;
                run.Log(new
                {
                    step = state.Steps, epoch = Math.Round((double)state.Steps / order.EpochSteps, 3), lr = now.LearningRate, loss = now.Loss,
                    projection_std = now.Std, images_per_second = Math.Round((state.Steps - lastSteps) * config.BatchSize / (seconds - lastLog), 2),
                });
                if (!double.IsFinite(now.Loss)) throw new InputException($"{run.Path}: the loss is no longer finite at step {state.Steps}; start again with a lower --learning-rate");
                (lastLog, lastSteps, lastLoss) = (seconds, state.Steps, now.Loss);
            }
            progress.Report(state.Steps * config.BatchSize, double.IsNaN(lastLoss) ? "" : $"loss {lastLoss:0.000}");
            if (state.Steps % config.CheckpointSteps == 0 || last) Save();
            if (!last && cancellation.IsCancellationRequested) { Save(); cancellation.ThrowIfCancellationRequested(); }
        }
    }

    (double LearningRate, double Loss, double Std)? Step(bool report)
    {
        using var scope = NewDisposeScope();
        var step = state.Steps;
        var rate = config.LearningRate * config.Schedule.At(step, TotalSteps, order.EpochSteps);
        foreach (var group in adam.ParamGroups) group.LearningRate = rate;
        random.manual_seed(unchecked(config.Seed * 1_000_003L + step)); // for methods that draw in their loss

        var picked = order.At(step);
        var images = Images(picked);                                                                      // [N, 3, S, S]
        var loss = method.Loss(Views(images, picked, 0), Views(images, picked, 1));
        adam.zero_grad();
        loss.Loss.backward();
        adam.step();
        method.AfterStep((step + 1.0) / TotalSteps);
        return report ? (rate, loss.Loss.item<float>(), Spread(loss.Projections)) : null;
    }

    Tensor Images(int[] picked)
    {
        var size = pool.Side * pool.Side * 3;
        var bytes = new byte[(long)picked.Length * size];
        for (var i = 0; i < picked.Length; i++) pool.Image(picked[i]).CopyTo(bytes.AsSpan(i * size));
        return ResNet18.Image(new Eager(tensor(bytes, [picked.Length, pool.Side, pool.Side, 3]).to(device))).Value;
    }

    Tensor Views(Tensor images, int[] picked, int view) =>
        ViewMaker.Apply(images, [.. picked.Select(i => View.Draw(new ViewRandom(config.Seed, state.Steps, i, view), pool.Side, views))]);

    /// <summary>Mean standard deviation of the normalised projections' components: near 1/sqrt(D) in health, near 0 after a collapse. Chen and He 2021, section 4.1, arXiv 2011.10566.</summary>
    static double Spread(Tensor projections)
    {
        using var off = no_grad();
        return nn.functional.normalize(projections.detach(), p: 2, dim: 1).std(0).mean().item<float>();
    }

    void Save() => Checkpoint.Save(run.Checkpoint, state, method.Modules, [adam]);

    public void Dispose() => adam.Dispose();
}
