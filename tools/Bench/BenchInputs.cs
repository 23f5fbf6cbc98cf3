using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Tools.Calling;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>
/// What the benches of one command work on, each made when it is first asked for and deleted at the end.
/// </summary>
/// <param name="bundle">null: one is made of drawn images</param>
/// <param name="images">null: photographs are drawn</param>
public sealed class BenchInputs(string? bundle, string? images) : IDisposable
{
    const int Drawn = 640,
        Photographs = 64;
    const string Name = "bench",
        Version = "0.1.0";
    readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("bench-");

    /// <summary>A path in a folder that is deleted at the end.</summary>
    public string Scratch(string name) => Path.Combine(scratch.FullName, name);

    /// <summary>A data folder of drawn lesions, packed at 96 and 64 pixels.</summary>
    public Task<string> DataAsync(CancellationToken cancel) =>
        OnceAsync(
            Scratch("data"),
            "drawing phantom lesions",
            data =>
                TrainAsync(
                    cancel,
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    $"{Drawn}",
                    "--size",
                    "96,64",
                    "--out",
                    data
                )
        );

    /// <summary>Lesions as they are drawn, of all classes: more than there are photographs.</summary>
    Task<string> DrawingsAsync(CancellationToken cancel) =>
        OnceAsync(
            Scratch("drawings"),
            "drawing photographs",
            drawings =>
                TrainAsync(
                    cancel,
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    $"{2 * Photographs}",
                    "--test",
                    "0.8",
                    "--size",
                    "8",
                    "--out",
                    Scratch("drawn"),
                    "--held-out",
                    drawings
                )
        );

    /// <summary>A version's folder.</summary>
    public async Task<string> BundleAsync(CancellationToken cancel) =>
        bundle is not null
            ? Path.GetFullPath(BundleStore.Latest(bundle))
            : await OnceAsync(
                Path.Combine(Scratch("models"), Name, Version),
                "making a bundle; its weights are random, which costs the same time",
                async _ =>
                {
                    var data = await DataAsync(cancel);
                    await TrainAsync(
                        cancel,
                        "gan",
                        "--preset",
                        "small",
                        "--start-resolution",
                        "64",
                        "--kimg",
                        "0.16",
                        "--ema-kimg",
                        "0.001",
                        "--learning-rates",
                        "4:0.01",
                        "--data",
                        data,
                        "--out",
                        Scratch("gan")
                    );
                    await TrainAsync(
                        cancel,
                        "ssl",
                        "--method",
                        "none",
                        "--preset",
                        "paper",
                        "--data",
                        data,
                        "--out",
                        Scratch("encoder")
                    );
                    await TrainAsync(
                        cancel,
                        "head",
                        "--encoder",
                        Scratch("encoder"),
                        "--data",
                        data,
                        "--out",
                        Scratch("head")
                    );
                    await TrainAsync(
                        cancel,
                        "publish",
                        "--gan",
                        Scratch("gan"),
                        "--encoder",
                        Scratch("encoder"),
                        "--head",
                        Scratch("head"),
                        "--name",
                        Name,
                        "--version",
                        Version,
                        "--out",
                        Scratch("models")
                    );
                }
            );

    /// <summary>A folder of JPEG files: the first of those given, or drawn ones of 600 x 450 pixels.</summary>
    public Task<string> PhotographsAsync(CancellationToken cancel) =>
        OnceAsync(
            Scratch("photographs"),
            null,
            async folder =>
            {
                var files = images is null
                    ? null
                    : LabelledFile
                        .Find(images)
                        .Where(f => Path.GetExtension(f.Path).ToLowerInvariant() is ".jpg" or ".jpeg")
                        .Take(Photographs)
                        .ToArray();
                if (files is [])
                    throw new InputException($"--images {images}: no JPEG file in it");
                files ??= [.. LabelledFile.Find(await DrawingsAsync(cancel)).Take(Photographs)];
                Directory.CreateDirectory(folder);
                foreach (var (file, i) in files.Select((f, i) => (f, i)))
                {
                    var bytes = File.ReadAllBytes(file.Path);
                    File.WriteAllBytes(
                        Path.Combine(folder, $"{i:D3}.jpg"),
                        images is null ? Photograph.Jpeg(bytes, i) : bytes
                    );
                }
            }
        );

    /// <summary>The photographs' bytes, in the order of their names.</summary>
    public async Task<byte[][]> EncodedAsync(CancellationToken cancel) =>
        [
            .. Directory
                .EnumerateFiles(await PhotographsAsync(cancel))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes),
        ];

    /// <summary>What the photographs are, in words.</summary>
    public string Describe(byte[][] photographs) =>
        $"{photographs.Length} {(images is null ? "drawn " : "")}JPEG files of "
        + $"{photographs.Average(p => p.Length) / 1000:0} kB in the mean";

    public void Dispose() => scratch.Delete(recursive: true);

    static async Task<string> OnceAsync(string path, string? title, Func<string, Task> make)
    {
        if (Path.Exists(path))
            return path;
        if (title is not null)
            Console.Error.WriteLine($"{title} ...");
        await make(path);
        return path;
    }

    static Task TrainAsync(CancellationToken cancel, params string[] arguments) =>
        PhaseProcess.RunAsync(PhaseProgram.Training, arguments, null, cancel);
}
