using System.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Bench.Curves;

/// <summary>What more threads bring to the server.</summary>
public sealed class ThreadsCurve : ICurveBench
{
    public string Name => "threads";
    public string Description => "JPEG files classified over gRPC against the server's threads: rate and p99.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Images, o.Threads, o.Callers, o.Seconds];

    public async Task<Curve> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        if (run.Get(run.Options.Threads) < 2)
            throw new InputException(
                $"{run.Options.Threads.Name} {run.Get(run.Options.Threads)}: a curve needs 2 or more"
            );
        var (sizes, callers) = (Doubled(run.Get(run.Options.Threads)), run.Get(run.Options.Callers));
        var (bundle, load) = (await run.Inputs.BundleAsync(cancel), await ServerLoad.OfAsync(run, cancel));
        var addresses = new Dictionary<int, string>();
        foreach (var threads in sizes)
            addresses[threads] = await load.StartAsync(run, Servers.Ours(bundle, threads), callers, cancel);
        return new(
            $"growth-{Name}",
            $"classify over gRPC, {callers} callers",
            "threads",
            sizes,
            ServerLoad.Measures,
            [
                .. load.Conditions,
                $"a server of --threads and --concurrency for each size, all of which run on through all "
                    + $"repetitions; {callers} callers",
            ],
            (threads, stop) => load.RunAsync($"{threads} threads", addresses[threads], callers, stop)
        );
    }

    /// <summary>1, 2, 4 and so on, and the most itself.</summary>
    internal static int[] Doubled(int most) =>
        [.. Enumerable.Range(0, 31).Select(i => 1 << i).TakeWhile(n => n < most), most];
}
