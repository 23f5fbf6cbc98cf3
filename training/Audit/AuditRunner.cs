using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Metrics;
using Platform.Training.Runs;

namespace Platform.Training.Audit;

/// <summary>
/// Looks for the photographs that a generator was trained on in its images, from a request to a folder.
/// </summary>
/// <remarks>Progress goes to standard error.</remarks>
public static class AuditRunner
{
    const int ShownPairs = 20,
        PairColumns = 4;

    /// <returns>what was found; whether the images passed is in it</returns>
    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    public static AuditResult Run(AuditRequest request, CancellationToken cancel)
    {
        request.Check();
        AtomicFolder.CheckFree(request.Output, "--out");
        var path = request.Dataset;
        if (!Directory.Exists(path))
            throw new InputException($"{path}: no such folder; give the folder of the synthetic images");
        var folder = Photographs(request.Against);
        var device = request.Machine.Start();
        using var space = request.Encoder is { } run ? EncoderSpace.Load(run, device) : null;
        using var pixels = space is null
            ? folder.Pixels(SmallestSide(folder))
            : folder.Pixels(space.Preprocessing, request.Encoder!);

        var guard = new HeldOutGuard(request.Against, folder, pixels);
        guard.CheckFiles("dataset", path, cancel);
        var source = SyntheticSource.Of(path, folder.Info.Preprocessing(pixels.Side), "dataset");
        if (request.Remove && !source.IsOfFiles)
            throw new InputException(
                $"--remove: the images of {path} lie in shards; draw the set again with sample --reject-copies"
            );
        string[] names = [.. source.Contents.Select(i => i.Name)];
        using var drawn = SyntheticPixels.Open(path, source, pixels.Side, cancel);
        guard.Check("dataset", path, drawn.Count, drawn.Image, cancel);
        byte[][] images = [.. Enumerable.Range(0, drawn.Count).Select(i => drawn.Image(i).ToArray())];
        var audit = new ImageAudit(folder, pixels, space, request.Limits, cancel);
        var (result, closest) = audit.Run(
            RunFolder.NameOf(path),
            SyntheticSetRecord.Read(path)?.GeneratorSha256,
            names,
            images
        );
        var train = folder.Indices("train");
        var pairs = closest
            .Take(ShownPairs)
            .SelectMany(p => new[] { images[p.Image], pixels.Image(train[p.Train]).ToArray() });
        Write(result, request.Output, ImageGrid.Png([.. pairs], pixels.Side, 2 * PairColumns));
        if (request.Remove)
            Remove(request, folder, result.Copies);
        return result;
    }

    static DataFolder Photographs(string path)
    {
        var folder = DataFolder.Open(path);
        return folder.Indices("train").Length > 0 && folder.Indices("test").Length > 0
            ? folder
            : throw new InputException(
                $"{path}: needs training images and held-out ones as a yardstick; run prepare with a --test above 0"
            );
    }

    /// <summary>The smallest side at which nearest images can be looked for, or the largest there is.</summary>
    static int SmallestSide(DataFolder folder) =>
        folder.Info.Sides.Where(s => s >= NearestReal.Side).DefaultIfEmpty(folder.Info.Sides.Max()).Min();

    /// <summary>
    /// Deletes copies that a generator drew; a file of the data set itself is the user's photograph and stays.
    /// </summary>
    static void Remove(AuditRequest request, DataFolder folder, IReadOnlyList<FoundCopy> copies)
    {
        var photographs = folder.Rows.Select(r => r.Sha256).ToHashSet();
        string PathOf(FoundCopy copy) => Path.Combine(request.Dataset, copy.File);
        if (copies.FirstOrDefault(c => photographs.Contains(BundleFiles.Sha256(PathOf(c)))) is { } original)
            throw new InputException(
                $"--remove: nothing was deleted: {PathOf(original)} is a photograph of {request.Against} itself, "
                    + "byte for byte; give the folder of the synthetic images"
            );
        foreach (var copy in copies)
            File.Delete(PathOf(copy));
    }

    static void Write(AuditResult result, string target, byte[] sheet) =>
        AtomicFolder.Make(
            target,
            "--out",
            folder =>
            {
                File.WriteAllBytes(Path.Combine(folder, "closest.png"), sheet);
                File.WriteAllText(Path.Combine(folder, AuditReport.FileName), result.Report.ToJson());
            }
        );
}
