using System.CommandLine;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>The SimCLR step, views and loader included, against PyTorch written the usual way.</summary>
public sealed class SslBench : IBench
{
    const int Side = 96,
        Batch = 256,
        Steps = 5;

    public string Name => "ssl";
    public string Description =>
        $"The SimCLR step, ResNet-18, {Side} px, loader included, against PyTorch with torchvision's views and "
        + $"DataLoader.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Threads, o.Steps, o.BatchSize, o.Python];

    public async Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var (threads, steps, program) = (
            run.Get(run.Options.Threads),
            BenchOptions.Or(run.Get(run.Options.Steps), Steps),
            run.Get(run.Options.Python)
        );
        var (batch, data) = (
            BenchOptions.Or(run.Get(run.Options.BatchSize), Batch),
            await run.Inputs.DataAsync(cancel)
        );
        var sides = new List<Side> { Ours("fp32"), Ours("bf16") };
        var python = Peer.Python(program, "torch", "torchvision", "numpy", "PIL");
        if (await run.HasAsync(python, cancel))
        {
            sides.Add(Torch("PyTorch", "float32, the usual way", Allocator.Default));
            sides.Add(
                Torch(
                    "PyTorch, same allocator",
                    "float32, with the allocator settings that ours makes",
                    Allocator.Tuned
                )
            );
        }
        return new(
            Name,
            $"SimCLR step, ResNet-18, {Side} px, batch {batch}",
            [Measure.Rate],
            sides,
            [
                $"{threads} threads; {steps} steps a run after the first, which is not timed; two views of each "
                    + $"image, an image counts once",
                "the same packed pixels of drawn lesions",
            ],
            run.Skipped
        );

        Side Ours(string precision) =>
            new(
                $"ours, {precision}",
                "training ssl",
                true,
                async stop =>
                    [
                        await TrainingRate.RunAsync(
                            run.Inputs.Scratch("bench-ssl"),
                            [
                                "ssl",
                                "--method",
                                "simclr",
                                "--preset",
                                "paper",
                                "--data",
                                data,
                                "--batch-size",
                                $"{batch}",
                                "--steps",
                                $"{steps + 1}",
                                "--device",
                                "cpu",
                                "--threads",
                                $"{threads}",
                                "--precision",
                                precision,
                            ],
                            "step",
                            batch,
                            stop
                        ),
                    ]
            );

        Side Torch(string name, string what, IReadOnlyDictionary<string, string?> environment) =>
            new(
                name,
                $"{what}; DataLoader with {threads} workers",
                false,
                async stop =>
                    [
                        PrintedRate.Of(
                            await PhaseProcess.RunAsync(
                                python.Launch(
                                    "simclr.py",
                                    "--pixels",
                                    Path.Combine(data, $"pixels.{Side}.bin"),
                                    "--side",
                                    $"{Side}",
                                    "--batch-size",
                                    $"{batch}",
                                    "--steps",
                                    $"{steps}",
                                    "--threads",
                                    $"{threads}",
                                    "--workers",
                                    $"{threads}"
                                ),
                                null,
                                stop,
                                environment
                            ),
                            name
                        ),
                    ]
            );
    }
}
