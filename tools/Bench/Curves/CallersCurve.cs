using System.CommandLine;

namespace Platform.Tools.Bench.Curves;

/// <summary>What more callers at once do to the server.</summary>
public sealed class CallersCurve : ICurveBench
{
    static readonly int[] Sizes = [1, 8, 64];

    public string Name => "callers";
    public string Description => "JPEG files classified over gRPC against the callers at once: rate and p99.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Images, o.Threads, o.Seconds];

    public async Task<Curve> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var threads = run.Get(run.Options.Threads);
        var load = await ServerLoad.OfAsync(run, cancel);
        var address = await load.StartAsync(
            run,
            Servers.Ours(await run.Inputs.BundleAsync(cancel), threads),
            Sizes[^1],
            cancel
        );
        return new(
            $"growth-{Name}",
            $"classify over gRPC, {threads} threads",
            "callers",
            Sizes,
            ServerLoad.Measures,
            [.. load.Conditions, $"one server of {threads} threads, which runs on through all repetitions"],
            (callers, stop) => load.RunAsync($"{callers} callers", address, callers, stop)
        );
    }
}
