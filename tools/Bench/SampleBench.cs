using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>Bulk sampling, encoding and writing included, against ONNX Runtime alone on the same generator, batch and threads.</summary>
public static partial class SampleBench
{
    public static Command Create()
    {
        var bundle = new Argument<string>("bundle") { Description = "a bundle's version folder, or the folder of its versions" };
        var count = new Option<int>("--count") { Description = "images of a run", DefaultValueFactory = _ => 2000 };
        var threads = new Option<int>("--threads") { Description = "images drawn at once, one thread each", DefaultValueFactory = _ => Environment.ProcessorCount };
        var format = new Option<string>("--format") { Description = "of sample", DefaultValueFactory = _ => "webdataset" };
        var command = new Command("sample", "Images a second of inference sample against ONNX Runtime alone.") { bundle, count, threads, format };
        BenchCommand.Add(command, parsed => Compare(parsed.GetRequiredValue(bundle), Positive(parsed, count), Positive(parsed, threads), parsed.GetValue(format)!));
        return command;
    }

    static int Positive(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is > 0 and var value ? value : throw new InputException($"{option.Name} {parsed.GetValue(option)}: must be 1 or more");

    static Comparison Compare(string path, int count, int threads, string format)
    {
        var folder = BundleStore.Latest(path);
        var generator = OnnxModel.Load(Path.Combine(folder, BundleFiles.Generator));
        var side = new ImageSampler(generator).Side;
        return new($"sample {count} x {side} px", "images/s", $"inference sample --format {format}, {threads} at once: latents, images, encoding, hashes, shards on disk",
            $"ONNX Runtime alone, {threads} threads of one image each", cancel => SampleAsync(folder, count, threads, format, cancel), cancel => Task.Run(() => Alone(generator, count, threads, cancel), cancel));
    }

    /// <summary>The rate that the process reports: from the first image drawn to the last shard published.</summary>
    static async Task<double> SampleAsync(string bundle, int count, int threads, string format, CancellationToken cancel)
    {
        var output = Directory.CreateTempSubdirectory("bench-sample-").FullName;
        try
        {
            var lines = await PhaseProcess.RunAsync(PhaseProgram.Inference, ["sample", bundle, "--count", $"{count}", "--batch", $"{threads}", "--format", format, "--out", output], null, cancel);
            var rate = lines.Select(l => Rate().Match(l)).First(m => m.Success).Groups[1].Value;
            return double.Parse(rate, CultureInfo.InvariantCulture);
        }
        finally
        {
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
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (!cancel.IsCancellationRequested && Interlocked.Decrement(ref left) >= 0) sampler.Pixels(z, noise, ImageSampler.DefaultPsi);
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        cancel.ThrowIfCancellationRequested();
        return count / clock.Elapsed.TotalSeconds;
    }

    [GeneratedRegex(@"drawn now, ([\d.]+) images/s")]
    private static partial Regex Rate();
}
