using System.CommandLine;
using System.Diagnostics;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Tools.Bench.Curves;

/// <summary>What more images cost the encoder.</summary>
public sealed class EmbeddingCurve : ICurveBench
{
    const int Batch = 32,
        Most = 10_000;

    public string Name => "embed";
    public string Description => "Seconds of embedding images by the bundle's encoder against their number.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Images, o.Threads, o.Most];

    public async Task<Curve> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var (threads, sizes) = (
            run.Get(run.Options.Threads),
            ImageCounts.UpTo(BenchOptions.Or(run.Get(run.Options.Most), Most))
        );
        var bundle = run.Own(Bundle.Load(await run.Inputs.BundleAsync(cancel), new OnnxOptions { IntraOpThreads = 1 }));
        var (side, files) = (bundle.Manifest.Preprocessing.Side, await run.Inputs.EncodedAsync(cancel));
        var images = files.Select(f => Preprocessing.Square(f, bundle.Manifest.Preprocessing)).ToArray();
        Embed(bundle.Encoder, images, side, threads * Batch, threads, cancel); // warms up
        return new(
            $"growth-{Name}",
            $"embed images of {side} px",
            "images",
            sizes,
            [new("time", "s", LessIsBetter: true)],
            [
                $"the encoder alone, {threads} threads that each run batches of {Batch}; the same {images.Length} "
                    + $"decoded images over and over, every embedding kept",
            ],
            (count, stop) =>
                Task.Run(
                    () =>
                    {
                        var clock = Stopwatch.StartNew();
                        Embed(bundle.Encoder, images, side, count, threads, stop);
                        return new[] { clock.Elapsed.TotalSeconds };
                    },
                    stop
                )
        );
    }

    /// <param name="images">uint8 [S, S, 3] each, taken in turn</param>
    /// <returns>[F] for each of the count</returns>
    static float[][] Embed(
        OnnxModel encoder,
        byte[][] images,
        int side,
        int count,
        int threads,
        CancellationToken cancel
    )
    {
        var (embeddings, next) = (new float[count][], 0);
        Workers.Run(
            threads,
            () =>
            {
                var pixels = new byte[Batch * side * side * 3];
                while (
                    !cancel.IsCancellationRequested
                    && Interlocked.Add(ref next, Batch) - Batch is var first
                    && first < count
                )
                {
                    var some = Math.Min(Batch, count - first);
                    var filled = some == Batch ? pixels : new byte[some * side * side * 3];
                    for (var i = 0; i < some; i++)
                        images[(first + i) % images.Length].CopyTo(filled, i * side * side * 3);
                    foreach (
                        var (embedding, i) in encoder
                            .Run([new TensorData("pixels", filled, some, side, side, 3)], "embedding")[0]
                            .Floats.Chunk(BundleContract.Features)
                            .Select((e, i) => (e, i))
                    )
                        embeddings[first + i] = embedding;
                }
            }
        );
        cancel.ThrowIfCancellationRequested();
        return embeddings;
    }
}
