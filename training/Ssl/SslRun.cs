using Platform.Shared;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>What a self-supervised run was trained on and with, as config.json keeps it.</summary>
/// <param name="Arithmetic">
/// what it was begun with, and <paramref name="Starts"/> how; null in runs of older releases
/// </param>
public sealed record SslRun(
    string Method,
    SslConfig Config,
    string Dataset,
    string ManifestSha256,
    bool IncludeTest,
    int RealImages,
    IReadOnlyList<SyntheticImages> Synthetic,
    Precision Precision = Precision.Fp32,
    Arithmetic? Arithmetic = null,
    IReadOnlyList<Start>? Starts = null
)
{
    /// <summary>The trained networks of a run; dispose them. Warns of a run that was stopped before its end.</summary>
    /// <exception cref="InputException">Not such a run, or one without a whole checkpoint.</exception>
    public static (SslRun Run, ISslMethod Method) Load(string path, Device device)
    {
        var run = RunFolder.ReadConfig<SslRun>(path);
        if (run.Config is null || run.Method is null || !SslMethods.All.TryGetValue(run.Method, out var found))
            throw new InputException($"{path}: not a run of training ssl");
        var method = found.Create(run.Config, device);
        try
        {
            var optimizers = SslTrainer.Optimizers(method, run.Config);
            SslState state;
            try
            {
                state = Checkpoint.Load<SslState>(
                    RunFolder.CheckpointOf(path),
                    method.Modules,
                    optimizers,
                    RunFolder.ConfigSha256Of(path)
                );
            }
            finally
            {
                foreach (var optimizer in optimizers)
                    optimizer.Dispose();
            }
            if (run.Shortfall(state.Steps, method) is { } shortfall)
                Console.Error.WriteLine($"warning: {path}: {shortfall}");
            foreach (var module in method.Modules)
                module.eval();
            return (run, method);
        }
        catch
        {
            method.Dispose();
            throw;
        }
    }

    /// <param name="trained">optimizer steps done</param>
    /// <returns>null where it was trained to its end</returns>
    public string? Shortfall(long trained, ISslMethod method) =>
        SslTrainer.StepsOf(Config, method, RealImages + Synthetic.Sum(s => s.Images)) is var steps && trained < steps
            ? FormattableString.Invariant(
                $"trained for {trained:N0} of {steps:N0} steps only; ssl --resume goes on with it"
            )
            : null;
}

/// <param name="Folder">As it was named on the command line.</param>
public sealed record SyntheticImages(string Folder, int Images);
