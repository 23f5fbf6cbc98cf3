using System.CommandLine;
using System.Globalization;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>
/// The StyleGAN step at full resolution with R1 in every step, against PyTorch written the usual way.
/// </summary>
public sealed class GanBench : IBench
{
    const int Side = 64,
        Batch = 16,
        Steps = 24,
        ChannelBase = 1024,
        ChannelMax = 128;

    public string Name => "gan";
    public string Description => $"The StyleGAN step, {Side} px, R1 in every step, against PyTorch.";

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
        var python = Peer.Python(program, "torch", "numpy");
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
            $"StyleGAN step, {Side} px, batch {batch}, up to {ChannelMax} channels, R1 in every step",
            [Measure.Rate],
            sides,
            [
                $"{threads} threads; {steps} steps or more a run, the first not timed; a step is one of the "
                    + $"discriminator and one of the generator",
                "the same packed pixels of drawn lesions",
            ],
            run.Skipped
        );

        Side Ours(string precision) =>
            new(
                $"ours, {precision}",
                "training gan",
                true,
                async stop =>
                    [
                        await TrainingRate.RunAsync(
                            run.Inputs.Scratch("bench-gan"),
                            [
                                "gan",
                                "--method",
                                "stylegan",
                                "--preset",
                                "small",
                                "--data",
                                data,
                                "--resolution",
                                $"{Side}",
                                "--start-resolution",
                                $"{Side}",
                                "--channel-base",
                                $"{ChannelBase}",
                                "--channel-max",
                                $"{ChannelMax}",
                                "--batch-sizes",
                                $"4:{batch}",
                                "--r1-interval",
                                "1",
                                "--kimg",
                                ((steps + 1) * batch / 1000.0).ToString(CultureInfo.InvariantCulture),
                                "--device",
                                "cpu",
                                "--threads",
                                $"{threads}",
                                "--precision",
                                precision,
                            ],
                            "images",
                            1,
                            stop
                        ),
                    ]
            );

        Side Torch(string name, string what, IReadOnlyDictionary<string, string?> environment) =>
            new(
                name,
                what,
                false,
                async stop =>
                    [
                        PrintedRate.Of(
                            await PhaseProcess.RunAsync(
                                python.Launch(
                                    "stylegan.py",
                                    "--pixels",
                                    Path.Combine(data, $"pixels.{Side}.bin"),
                                    "--side",
                                    $"{Side}",
                                    "--channel-base",
                                    $"{ChannelBase}",
                                    "--channel-max",
                                    $"{ChannelMax}",
                                    "--batch-size",
                                    $"{batch}",
                                    "--steps",
                                    $"{steps}",
                                    "--threads",
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
