using System.CommandLine;
using System.Diagnostics;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>From the start of a server's process to its readiness, and the memory that it then keeps.</summary>
public sealed class StartupBench : IBench
{
    const double Rest = 2; // seconds from readiness to the look at memory

    public string Name => "startup";
    public string Description =>
        "Seconds from a server's start to its readiness, and its memory at rest, against Node.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Int8, o.Published, o.Threads];

    public async Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        ProcessMemory.Check(Name);
        var (threads, bundle) = (run.Get(run.Options.Threads), await run.Inputs.BundleAsync(cancel));
        var sides = new List<Side>
        {
            Of(
                "ours, float32",
                "inference serve: hashes checked, probes replayed",
                true,
                Servers.Ours(bundle, threads)
            ),
        };
        if (run.Get(run.Options.Int8) is { } int8)
            sides.Add(
                Of(
                    "ours, INT8",
                    "inference serve with the bundle of --int8",
                    true,
                    Servers.Ours(Path.GetFullPath(int8), threads)
                )
            );
        if (run.Get(run.Options.Published) is { } published)
            sides.Insert(
                1,
                Of(
                    "ours, published",
                    "the same from the folder of --published",
                    true,
                    Servers.Ours(bundle, threads, published)
                )
            );
        if (await run.HasAsync(Servers.Node, cancel))
            sides.Add(
                Of("Node", "loads the same classifier.onnx, checks nothing", false, Servers.OfNode(bundle, threads, 1))
            );
        return new(
            Name,
            "server start",
            [new("ready", "s", true), new("memory", "MB", true)],
            sides,
            [
                "ready: from the process's start to the line that tells its address; files are in the page cache "
                    + "after the first run",
                $"memory: resident, {Rest:0} s later, before any call",
            ],
            run.Skipped
        );
    }

    static Side Of(string name, string what, bool ours, Launch launch) =>
        new(
            name,
            what,
            ours,
            async cancel =>
            {
                var clock = Stopwatch.StartNew();
                var (process, _) = await PhaseProcess.StartAndWaitAsync(launch, Servers.Ready, cancel);
                using var server = process;
                var ready = clock.Elapsed.TotalSeconds;
                await Task.Delay(TimeSpan.FromSeconds(Rest), cancel);
                var memory = ProcessMemory.Resident(server.Id);
                await server.StopAsync();
                return [ready, memory];
            }
        );
}
