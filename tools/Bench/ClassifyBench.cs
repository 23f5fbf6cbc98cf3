using System.CommandLine;
using System.Diagnostics;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Tools.Bench;

/// <summary>
/// What the server costs: photographs classified over gRPC against the same decoder, network and head in a loop without
/// a server.
/// </summary>
public sealed class ClassifyBench : IBench
{
    const int Batch = 8;

    public string Name => "classify";
    public string Description => "JPEG files classified over gRPC against the same work in a loop without a server.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Int8, o.Images, o.Threads, o.Callers, o.Seconds];

    public async Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var (threads, callers, seconds) = (
            run.Get(run.Options.Threads),
            run.Get(run.Options.Callers),
            run.Get(run.Options.Seconds)
        );
        var files = await run.Inputs.EncodedAsync(cancel);
        var sides = new List<Side>();
        await AddAsync("float32", await run.Inputs.BundleAsync(cancel));
        if (run.Get(run.Options.Int8) is { } int8)
            await AddAsync("INT8", Path.GetFullPath(int8));
        return new(
            Name,
            "classify with and without a server",
            [Measure.Rate],
            sides,
            [
                run.Inputs.Describe(files),
                $"{threads} threads; {callers} callers, who share the processors with the server; {seconds:0.#} s a "
                    + $"run",
            ],
            run.Skipped
        );

        async Task AddAsync(string kind, string bundle)
        {
            var (server, loop) = ($"server, {kind}", $"loop, {kind}");
            var address = await run.ServeAsync(Servers.Ours(bundle, threads), cancel);
            await Servers.LoadAsync(server, address, files, callers, Servers.WarmUp, cancel);
            sides.Add(
                new(
                    server,
                    "inference serve",
                    true,
                    async stop => [(await Servers.LoadAsync(server, address, files, callers, seconds, stop)).Rate]
                )
            );
            var loaded = run.Own(Bundle.Load(bundle, new OnnxOptions { IntraOpThreads = 1 }));
            sides.Add(
                new(
                    loop,
                    $"decode, ONNX Runtime, head: {threads} threads that each do batches of {Batch}",
                    false,
                    stop => Task.Run(() => new[] { Loop(loaded, files, threads, seconds, stop) }, stop)
                )
            );
        }
    }

    static double Loop(Bundle bundle, byte[][] files, int threads, double seconds, CancellationToken cancel)
    {
        var spec = bundle.Manifest.Preprocessing;
        var side = spec.Side;
        var (done, clock) = (0, Stopwatch.StartNew());
        Workers.Run(
            threads,
            () =>
            {
                var pixels = new byte[Batch * side * side * 3];
                while (clock.Elapsed.TotalSeconds < seconds && !cancel.IsCancellationRequested)
                {
                    var first = Interlocked.Add(ref done, Batch) - Batch;
                    for (var i = 0; i < Batch; i++)
                        Preprocessing
                            .Square(files[(first + i) % files.Length], spec)
                            .CopyTo(pixels.AsSpan(i * side * side * 3));
                    foreach (
                        var embedding in bundle
                            .Encoder.Run([new TensorData("pixels", pixels, Batch, side, side, 3)], "embedding")[0]
                            .Floats.Chunk(BundleContract.Features)
                    )
                        bundle.Judge(embedding);
                }
            }
        );
        cancel.ThrowIfCancellationRequested();
        return done / clock.Elapsed.TotalSeconds;
    }
}
