using System.CommandLine;
using System.Diagnostics;
using Google.Protobuf;
using Onnx;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>
/// Bulk sampling, encoding and writing included, against ONNX Runtime alone on the same generator, and against Node's
/// bulk sampler.
/// </summary>
public sealed class SampleBench : IBench
{
    const int NodeBatch = 8;

    public string Name => "sample";
    public string Description => "Images a second of inference sample against ONNX Runtime alone and against Node.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Bundle, o.Int8, o.Count, o.Threads, o.Format];

    public async Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var (count, threads, format) = (
            run.Get(run.Options.Count),
            run.Get(run.Options.Threads),
            run.Get(run.Options.Format)
        );
        var folder = await run.Inputs.BundleAsync(cancel);
        var generator = run.Own(OnnxModel.Load(Path.Combine(folder, BundleFiles.Generator)));
        var sides = new List<Side>
        {
            new(
                "inference sample",
                $"--format {format}, {threads} at once: latents, images, encoding, hashes, shards on disk",
                true,
                async stop => [await SampleAsync(folder, count, threads, format, stop)]
            ),
            new(
                "ONNX Runtime alone",
                $"{threads} threads of one image each, nothing encoded or written",
                false,
                stop => Task.Run(() => new[] { Alone(generator, count, threads, stop) }, stop)
            ),
        };
        if (Plain(folder, run) is { } plain)
            sides.Add(
                new(
                    "ONNX Runtime alone, plain generator",
                    "the same, each doubling a map of its own and one 3x3 convolution, as the paper draws it",
                    false,
                    stop => Task.Run(() => new[] { Alone(plain, count, threads, stop) }, stop)
                )
            );
        if (run.Get(run.Options.Int8) is { } int8)
            sides.Insert(
                1,
                new(
                    "inference sample, INT8",
                    "the same with the bundle of --int8",
                    true,
                    async stop => [await SampleAsync(Path.GetFullPath(int8), count, threads, format, stop)]
                )
            );
        var node = Peer.Node("onnxruntime-node", "sharp");
        if (await run.HasAsync(node, cancel))
            sides.Add(
                new(
                    "Node",
                    $"onnxruntime-node, {threads} threads, batches of {NodeBatch}; sharp encodes one batch while "
                        + $"the next is drawn; PNG files",
                    false,
                    async stop =>
                        [
                            await InFolderAsync(
                                run,
                                output =>
                                    PhaseProcess.RunAsync(
                                        node.Launch(
                                            "sample.js",
                                            "--generator",
                                            Path.Combine(folder, BundleFiles.Generator),
                                            "--count",
                                            $"{count}",
                                            "--threads",
                                            $"{threads}",
                                            "--batch",
                                            $"{NodeBatch}",
                                            "--out",
                                            output
                                        ),
                                        null,
                                        stop
                                    )
                            ),
                        ]
                )
            );
        return new(
            Name,
            $"sample {count} x {new ImageSampler(generator).Side} px",
            [Measure.Rate],
            sides,
            ["timed from the first image drawn to the last file written; a program's start is not part of it"],
            run.Skipped
        );

        async Task<double> SampleAsync(string bundle, int images, int atOnce, string to, CancellationToken stop) =>
            await InFolderAsync(
                run,
                output =>
                    PhaseProcess.RunAsync(
                        PhaseProgram.Inference,
                        [
                            "sample",
                            bundle,
                            "--count",
                            $"{images}",
                            "--batch",
                            $"{atOnce}",
                            "--format",
                            to,
                            "--out",
                            output,
                        ],
                        null,
                        stop
                    )
            );
    }

    /// <summary>
    /// The bundle's generator as its paper describes it, proved to draw the same; null where it is exported so already.
    /// </summary>
    static OnnxModel? Plain(string folder, BenchRun run)
    {
        var path = Path.Combine(folder, BundleFiles.Generator);
        if (PlainGenerator.Of(ModelProto.Parser.ParseFrom(File.ReadAllBytes(path))) is not { } plain)
            return null;
        var file = run.Inputs.Scratch("plain.onnx");
        File.WriteAllBytes(file, plain.ToByteArray());
        try
        {
            var model = run.Own(OnnxModel.Load(file));
            Probe.Load(Path.Combine(folder, BundleFiles.GeneratorProbe)).Replay(file, model);
            return model;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The rate that a program tells which fills a new folder; the folder is deleted.</summary>
    static async Task<double> InFolderAsync(BenchRun run, Func<string, Task<IReadOnlyList<string>>> fill)
    {
        var output = run.Inputs.Scratch("samples");
        try
        {
            return PrintedRate.Of(await fill(output), "sample");
        }
        finally
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
        }
    }

    static double Alone(OnnxModel generator, int count, int threads, CancellationToken cancel)
    {
        var sampler = new ImageSampler(generator);
        var (z, noise) = (new float[sampler.LatentLength], new float[sampler.NoiseLength]);
        LatentSampler.Fill(0, 0, z, noise);
        sampler.Pixels(z, noise, ImageSampler.DefaultPsi);
        var (left, clock) = (count, Stopwatch.StartNew());
        Workers.Run(
            threads,
            () =>
            {
                while (!cancel.IsCancellationRequested && Interlocked.Decrement(ref left) >= 0)
                    sampler.Pixels(z, noise, ImageSampler.DefaultPsi);
            }
        );
        cancel.ThrowIfCancellationRequested();
        return count / clock.Elapsed.TotalSeconds;
    }
}
