using System.CommandLine;
using System.Text.Json;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Audit;
using Platform.Training.Data;
using Platform.Training.Metrics;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training audit</c>: whether synthetic images give away the photographs that their generator was trained on.
/// </summary>
public static class AuditCommand
{
    public const string ResultFile = "audit.json";
    const int Failed = 1,
        ShownPairs = 20,
        PairColumns = 4;

    public static Command Create()
    {
        var dataset = new Argument<string>("dataset")
        {
            Description = "set of synthetic images, as generate or sample made it, or a folder of image files",
        };
        var against = new Option<string>("--against")
        {
            Description = "data folder that the generator was trained on",
            Required = true,
        };
        var encoder = new Option<string?>("--encoder")
        {
            Description = "run folder made by ssl on real images alone, to look in its embeddings too",
        };
        var output = new Option<string>("--out")
        {
            Description = $"folder to make: {ResultFile}, and closest.png, which shows patients' photographs",
            Required = true,
        };
        var score = new Option<double>("--copy-score")
        {
            Description = "correlation of details above which an image is a copy",
            DefaultValueFactory = _ => AuditLimits.Default.CopyScore,
        };
        var copies = new Option<double>("--max-copies")
        {
            Description = "share of copies that may pass, beyond that among held-out photographs",
            DefaultValueFactory = _ => AuditLimits.Default.Copies,
        };
        var membership = new Option<double>("--max-membership")
        {
            Description = "what the lower bound of the area of membership inference may be; 0.5 is guessing",
            DefaultValueFactory = _ => AuditLimits.Default.Membership,
        };
        var remove = new Option<bool>("--remove")
        {
            Description = "delete the copies from the folder; what is left is not audited by that",
        };
        var command = new Command(
            "audit",
            "Look for the training photographs in synthetic images: copies and membership inference, against "
                + "held-out photographs as a yardstick. Exit code 1 when the images fail."
        )
        {
            dataset,
            against,
            encoder,
            output,
            score,
            copies,
            membership,
            remove,
        };
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancel) =>
                MainThread.RunAsync(() =>
                {
                    var (path, data, target) = (
                        parsed.GetValue(dataset)!,
                        parsed.GetValue(against)!,
                        parsed.GetValue(output)!
                    );
                    var limits = new AuditLimits(
                        Share("--copy-score", parsed.GetValue(score)),
                        Share("--max-copies", parsed.GetValue(copies)),
                        Share("--max-membership", parsed.GetValue(membership))
                    );
                    AtomicFolder.CheckFree(target, "--out");
                    if (!Directory.Exists(path))
                        throw new InputException($"{path}: no such folder; give the folder of the synthetic images");
                    var folder = DataFolder.Open(data);
                    if (folder.Indices("train").Length == 0 || folder.Indices("test").Length == 0)
                        throw new InputException(
                            $"{data}: needs training images and held-out ones as a yardstick; run prepare with a "
                                + $"--test above 0"
                        );
                    var device = machine.Start(parsed);
                    using var space = parsed.GetValue(encoder) is { } run ? EncoderSpace.Load(run, device) : null;
                    using var pixels = folder.Pixels(
                        space?.Side
                            ?? folder
                                .Info.Sides.Where(s => s >= NearestReal.Side)
                                .DefaultIfEmpty(folder.Info.Sides.Max())
                                .Min()
                    );
                    object Stage(string title, int total, Func<Action<int>, object> work)
                    {
                        using var progress = new ProgressLine($"audit: {title}", total, "images");
                        progress.Report(0);
                        return work(done =>
                        {
                            cancel.ThrowIfCancellationRequested();
                            progress.Report(done);
                        });
                    }
                    var guard = new HeldOutGuard(data, folder, pixels);
                    guard.CheckFiles("dataset", path, cancel);
                    var source = SyntheticSource.Of(path, pixels.Side, "dataset");
                    if (parsed.GetValue(remove) && !source.IsOfFiles)
                        throw new InputException(
                            $"--remove: the images of {path} lie in shards; draw the set again "
                                + "with sample --reject-copies"
                        );
                    string[] names = [.. source.Contents.Select(i => i.Name)];
                    using var drawn = SyntheticPixels.Open(path, source, pixels.Side, cancel);
                    guard.Check("dataset", path, drawn.Count, drawn.Image, cancel);
                    byte[][] images = [.. Enumerable.Range(0, drawn.Count).Select(i => drawn.Image(i).ToArray())];
                    var audit = new ImageAudit(
                        folder,
                        pixels,
                        space?.FrechetName[3..],
                        space is null
                            ? null
                            : set =>
                                (Tensor)Stage(
                                    $"embed ({set.Name})",
                                    set.Count,
                                    report => space.Embed(set, pixels.Side, report)
                                ),
                        limits,
                        Stage
                    );
                    var (result, closest) = audit.Run(
                        RunFolder.NameOf(path),
                        SyntheticSetRecord.Read(path)?.GeneratorSha256,
                        names,
                        images
                    );

                    Write(
                        result,
                        target,
                        ImageGrid.Png(
                            [
                                .. closest
                                    .Take(ShownPairs)
                                    .SelectMany(p =>
                                        new[]
                                        {
                                            images[p.Image],
                                            pixels.Image(folder.Indices("train")[p.Train]).ToArray(),
                                        }
                                    ),
                            ],
                            pixels.Side,
                            2 * PairColumns
                        )
                    );
                    if (parsed.GetValue(remove))
                        Remove(path, data, folder, result.Copies);
                    Print(result, parsed.GetValue(remove));
                    return result.Passed ? 0 : Failed;
                })
        );
        return command;
    }

    /// <summary>
    /// Deletes copies that a generator drew; a file of the data set itself is the user's photograph and stays.
    /// </summary>
    static void Remove(string path, string data, DataFolder folder, IReadOnlyList<FoundCopy> copies)
    {
        var photographs = folder.Rows.Select(r => r.Sha256).ToHashSet();
        if (
            copies.FirstOrDefault(c => photographs.Contains(BundleFiles.Sha256(Path.Combine(path, c.File)))) is
            { } original
        )
            throw new InputException(
                $"--remove: nothing was deleted: {Path.Combine(path, original.File)} is a "
                    + $"photograph of {data} itself, byte for byte; give the folder of the synthetic images"
            );
        foreach (var copy in copies)
            File.Delete(Path.Combine(path, copy.File));
    }

    static void Write(AuditResult result, string target, byte[] sheet) =>
        AtomicFolder.Make(
            target,
            "--out",
            folder =>
            {
                File.WriteAllBytes(Path.Combine(folder, "closest.png"), sheet);
                File.WriteAllText(
                    Path.Combine(folder, ResultFile),
                    JsonSerializer.Serialize(result.ToJson(), new JsonSerializerOptions { WriteIndented = true }) + "\n"
                );
            }
        );

    static void Print(AuditResult result, bool removed)
    {
        Console.WriteLine(
            $"{result.Copies.Count} of {result.Images} images are copies of training "
                + $"photographs{(removed && result.Copies.Count > 0 ? " and were deleted" : "")}; of "
                + $"{result.HeldOutImages} held-out photographs {100 * result.HeldOutCopies:0.00} % look so"
        );
        foreach (var space in result.Spaces)
            Console.WriteLine(
                $"membership inference by {space.Name}: area {space.Membership.Area.Value:0.000} "
                    + $"{space.Membership.Area.Interval(1, "0.000")}, 0.5 is guessing; "
                    + $"{100 * space.Memorised.ShareBelow:0.0} % lie nearer to a training photograph than 99 % of "
                    + $"the held-out ones do"
            );
        if (result.Encoder is null)
            Console.WriteLine("membership inference by embeddings: not measured; give --encoder");
        Console.WriteLine(result.Passed ? "passed" : $"FAILED: {string.Join("; ", result.Failures)}");
    }

    static double Share(string option, double value) =>
        value is >= 0 and <= 1 ? value : throw new InputException($"{option} {value}: must be 0 to 1");
}
