using System.CommandLine;

namespace Platform.Tools.Bench;

/// <summary>
/// Classifying photographs over gRPC: this platform's server against servers in other languages of the same protocol
/// and the same network.
/// </summary>
public sealed class ServeBench : IBench
{
    const int NodeBatch = 16;

    public string Name => "serve";
    public string Description =>
        "JPEG files classified over gRPC, against servers of the same protocol in Node and Python: rate, p99, "
        + "latency of one caller.";

    public IEnumerable<Symbol> Takes(BenchOptions o) =>
        [o.Bundle, o.Int8, o.Images, o.Threads, o.Callers, o.Seconds, o.Python];

    public async Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var (threads, callers, seconds) = (
            run.Get(run.Options.Threads),
            run.Get(run.Options.Callers),
            run.Get(run.Options.Seconds)
        );
        var (bundle, files, program) = (
            await run.Inputs.BundleAsync(cancel),
            await run.Inputs.EncodedAsync(cancel),
            run.Get(run.Options.Python)
        );
        var sides = new List<Side>();
        await AddAsync("ours, float32", "inference serve", true, Servers.Ours(bundle, threads));
        if (run.Get(run.Options.Int8) is { } int8)
            await AddAsync(
                "ours, INT8",
                "inference serve with the bundle of --int8",
                true,
                Servers.Ours(Path.GetFullPath(int8), threads)
            );
        if (await run.HasAsync(Servers.Node, cancel))
        {
            await AddAsync(
                "Node",
                "grpc-js, sharp, onnxruntime-node: one run of the network a call",
                false,
                Servers.OfNode(bundle, threads, 1)
            );
            await AddAsync(
                "Node, batches",
                $"the same, images that wait run together, {NodeBatch} at most",
                false,
                Servers.OfNode(bundle, threads, NodeBatch)
            );
        }
        if (await run.HasAsync(Servers.Python(program), cancel))
            await AddAsync(
                "Python",
                "grpcio, PIL in draft mode, frozen TorchScript of the same network",
                false,
                Servers.OfPython(program, bundle, threads)
            );
        return new(
            Name,
            $"classify over gRPC, {callers} callers",
            [Measure.Rate, new("p99", "ms", true), new("alone", "ms", true)],
            sides,
            [
                run.Inputs.Describe(files),
                $"{threads} threads; all servers run on through all repetitions; the callers share the processors "
                    + $"with the server",
                $"rate and p99: {callers} callers for {seconds:0.#} s a run; alone: median latency of one caller "
                    + $"for {seconds / 2:0.#} s",
            ],
            run.Skipped
        );

        async Task AddAsync(string name, string what, bool ours, Phases.Launch launch)
        {
            var address = await run.ServeAsync(launch, cancel);
            await Servers.LoadAsync(name, address, files, callers, Servers.WarmUp, cancel);
            sides.Add(
                new(
                    name,
                    what,
                    ours,
                    async stop =>
                    {
                        var many = await Servers.LoadAsync(name, address, files, callers, seconds, stop);
                        var one = await Servers.LoadAsync(name, address, files, 1, seconds / 2, stop);
                        return [many.Rate, many.Percentile(0.99), one.Percentile(0.5)];
                    }
                )
            );
        }
    }
}
