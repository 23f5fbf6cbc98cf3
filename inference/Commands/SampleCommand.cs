using System.CommandLine;
using Platform.Inference.Generation;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Commands;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Inference.Commands;

static class SampleCommand
{
    const int GridMost = 64, GridColumns = 8;

    sealed record Request(string Bundle, ulong Seed, long Start, long Count, float Psi, string Out, int Batch, string? Grid, ExecutionProvider Provider);

    public static Command Create()
    {
        var path = BundleArgument.Create();
        var count = new Option<long>("--count") { Description = "number of images", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same images" };
        var start = new Option<long>("--start") { Description = "index of the first image: lets several machines share one data set" };
        var psi = new Option<float>("--psi") { Description = "truncation: 0 the mean image, 1 the full variety", DefaultValueFactory = _ => ImageSampler.DefaultPsi };
        var output = new Option<string>("--out") { Description = "folder for the images; those already there are kept", Required = true };
        var batch = new Option<int>("--batch") { Description = "images in flight; changes the speed, never the images", DefaultValueFactory = _ => Environment.ProcessorCount };
        var grid = new Option<string?>("--grid") { Description = $"also write the first {GridMost} as one PNG to look at" };
        var provider = BundleArgument.Provider();
        var command = new Command("sample", "Draws synthetic images to a folder; can be stopped at any time and started again.")
            { path, count, seed, start, psi, output, batch, grid, provider };
        command.SetAction((parsed, cancel) => RunAsync(new(parsed.GetRequiredValue(path), parsed.GetValue(seed), parsed.GetValue(start), parsed.GetValue(count),
            parsed.GetValue(psi), parsed.GetRequiredValue(output), parsed.GetValue(batch), parsed.GetValue(grid), parsed.GetValue(provider)), cancel));
        return command;
    }

    static async Task RunAsync(Request request, CancellationToken cancel)
    {
        if (request.Count < 1) throw new InputException($"--count {request.Count}: must be 1 or more");
        if (request.Start < 0 || request.Start > long.MaxValue - request.Count) throw new InputException($"--start {request.Start}: must be 0 or more");
        if (request.Batch is < 1 or > 4096) throw new InputException($"--batch {request.Batch}: must be 1 to 4096");
        if (request.Psi is not (>= 0 and <= ImageSampler.MaxPsi)) throw new InputException($"--psi {request.Psi}: must be 0 to {ImageSampler.MaxPsi}");

        using var bundle = Bundle.Load(request.Bundle, new OnnxOptions { Provider = request.Provider });
        var (sampler, m) = (new ImageSampler(bundle), bundle.Manifest);
        var folder = SampleFolder.Open(request.Out, new(m.Name, m.Version, m.Sha256, request.Seed, request.Psi, sampler.Side, m.IntendedUse));
        using (var progress = new ProgressLine("sample", request.Count, "images"))
        {
            var missing = Indices(request).Where(i => !folder.Has(i)).ToArray();
            var done = request.Count - missing.Length;
            progress.Report(done);                                                             // so that the rate is that of drawing
            await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = request.Batch, CancellationToken = cancel }, (index, _) =>
            {
                folder.Write(index, sampler.Png(request.Seed, index, request.Psi));
                lock (progress) progress.Report(++done);
                return ValueTask.CompletedTask;
            });
        }
        if (request.Grid is { } grid) WriteGrid(grid, [.. Indices(request).Take(GridMost).Select(folder.PathOf)], sampler.Side);
        Console.WriteLine($"{request.Count} images in {request.Out}: synthetic, {m.IntendedUse}");
    }

    static IEnumerable<long> Indices(Request request)
    {
        for (var i = 0L; i < request.Count; i++) yield return request.Start + i;
    }

    static void WriteGrid(string path, string[] images, int side) =>
        File.WriteAllBytes(path, ImageGrid.Png([.. images.Select(i => ImageDecoder.Decode(File.ReadAllBytes(i), int.MaxValue).Rgb)], side, GridColumns));
}
