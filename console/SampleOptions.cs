using System.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;

namespace Platform.CommandLine;

/// <summary>The options of a command that draws images to a folder, and the drawing.</summary>
public sealed class SampleOptions
{
    const int GridMost = 64,
        GridColumns = 8;

    readonly Option<long> count = new("--count") { Description = "number of images", Required = true };
    readonly Option<ulong> seed = new("--seed") { Description = "the same seed gives the same images" };
    readonly Option<long> start = new("--start")
    {
        Description = "index of the first image: lets several machines share one data set",
    };
    readonly Option<float> psi = new("--psi")
    {
        Description = "truncation: 0 the mean image, 1 the full variety",
        DefaultValueFactory = _ => ImageSampler.DefaultPsi,
    };
    readonly Option<string> output = new("--out")
    {
        Description = "folder for the images; those already there are kept",
        Required = true,
    };
    readonly Option<int> batch = new("--batch")
    {
        Description = "images in flight; changes the speed, never the images",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    readonly Option<string?> grid = new("--grid")
    {
        Description = $"also write the first {GridMost} as one PNG to look at",
    };

    public SampleOptions(Command command)
    {
        foreach (var option in new Option[] { count, seed, start, psi, output, batch, grid })
            command.Options.Add(option);
    }

    /// <param name="name">of the generator, for the folder's record</param>
    /// <exception cref="InputException">
    /// An option is out of range, or the folder holds images of other settings.
    /// </exception>
    public async Task RunAsync(
        ParseResult parsed,
        OnnxModel generator,
        string name,
        string sha256,
        string intendedUse,
        CancellationToken cancel
    )
    {
        var (images, first, truncation, target) = (
            parsed.GetValue(count),
            parsed.GetValue(start),
            parsed.GetValue(psi),
            parsed.GetValue(output)!
        );
        if (images < 1)
            throw new InputException($"--count {images}: must be 1 or more");
        if (first < 0 || first > long.MaxValue - images)
            throw new InputException($"--start {first}: must be 0 or more");
        if (parsed.GetValue(batch) is < 1 or > 4096)
            throw new InputException($"--batch {parsed.GetValue(batch)}: must be 1 to 4096");
        if (truncation is not (>= 0 and <= ImageSampler.MaxPsi))
            throw new InputException($"--psi {truncation}: must be 0 to {ImageSampler.MaxPsi}");

        if (parsed.GetValue(grid) is { } sheet)
            CheckGrid(sheet, target);

        var sampler = new ImageSampler(generator);
        var folder = SampleFolder.Open(
            target,
            new(name, sha256, parsed.GetValue(seed), truncation, sampler.Side, intendedUse)
        );
        using (var progress = new ProgressLine("sample", images, "images"))
        {
            var missing = Indices(first, images).Where(i => !folder.Has(i)).ToArray();
            var done = images - missing.Length;
            progress.Report(done); // so that the rate is that of drawing
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions { MaxDegreeOfParallelism = parsed.GetValue(batch), CancellationToken = cancel },
                (index, _) =>
                {
                    folder.Write(index, sampler.Png(parsed.GetValue(seed), index, truncation));
                    lock (progress)
                        progress.Report(++done);
                    return ValueTask.CompletedTask;
                }
            );
        }
        if (parsed.GetValue(grid) is { } path)
            WriteGrid(path, [.. Indices(first, images).Take(GridMost).Select(folder.PathOf)], sampler.Side);
        Console.WriteLine($"{images} images in {target}: synthetic, {intendedUse}");
    }

    static IEnumerable<long> Indices(long start, long count)
    {
        for (var i = 0L; i < count; i++)
            yield return start + i;
    }

    static void WriteGrid(string path, string[] images, int side) =>
        AtomicFile.Create(
            path,
            ImageGrid.Png(
                [.. images.Select(i => ImageDecoder.Decode(File.ReadAllBytes(i), int.MaxValue).Rgb)],
                side,
                GridColumns
            ),
            "--grid"
        );

    /// <summary>
    /// Before hours of drawing: a set that is gone on with may have its grid already, which then stays.
    /// </summary>
    /// <exception cref="InputException">The grid cannot be written, or a file is in its place.</exception>
    public static void CheckGrid(string path, string output)
    {
        if (Directory.Exists(output))
            AtomicFile.CheckFolder(path, "--grid");
        else
            AtomicFile.CheckFree(path, "--grid");
    }
}
