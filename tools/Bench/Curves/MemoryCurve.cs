using System.CommandLine;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench.Curves;

/// <summary>What larger batches cost the server in memory.</summary>
public sealed class MemoryCurve : ICurveBench
{
    const int Callers = 64;
    const double Rest = 2; // seconds from the end of the load to the look at memory
    static readonly int[] Sizes = [1, 8, 32, 128];

    public string Name => "memory";
    public string Description =>
        $"Resident memory of the server against --max-batch-size, after a load of {Callers} callers: at rest and at "
        + $"most.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Images, o.Threads, o.Seconds];

    public async Task<Curve> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        ProcessMemory.Check($"growth {Name}");
        var (threads, bundle, load) = (
            run.Get(run.Options.Threads),
            await run.Inputs.BundleAsync(cancel),
            await ServerLoad.OfAsync(run, cancel)
        );
        return new(
            $"growth-{Name}",
            $"inference serve after a load of {Callers} callers",
            "batch size",
            Sizes,
            [new("memory", "MB", LessIsBetter: true), new("peak", "MB", LessIsBetter: true)],
            [
                .. load.Conditions,
                $"a new server of {threads} threads for each run; a batch holds what waits: {Callers} images at most",
                $"memory: resident, {Rest:0} s after the load (VmRSS); peak: the most resident since the server's "
                    + $"start (VmHWM)",
            ],
            async (size, stop) =>
            {
                var (process, address) = await PhaseProcess.StartAndWaitAsync(
                    Servers.Ours(bundle, threads, null, "--max-batch-size", $"{size}"),
                    Servers.Ready,
                    stop
                );
                using var server = process;
                await load.RunAsync($"batches of {size}", address, Callers, stop);
                await Task.Delay(TimeSpan.FromSeconds(Rest), stop);
                double[] memory = [ProcessMemory.Resident(server.Id), ProcessMemory.Peak(server.Id)];
                await server.StopAsync();
                return memory;
            }
        );
    }
}
