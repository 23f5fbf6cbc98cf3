using System.Formats.Tar;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Sets;

namespace Platform.Training.Data;

/// <param name="Name">of its file, or of its place in a shard</param>
/// <param name="Decode">gives uint8 [S, S, 3]</param>
/// <exception cref="InputException">It cannot be decoded.</exception>
public sealed record SyntheticImage(string Name, Func<byte[]> Decode);

/// <summary>
/// A set of synthetic images as it lies on disk, read from its beginning to its end: tar shards, folders of images, or
/// packed pixels.
/// </summary>
/// <param name="Files">what it consists of, in order</param>
/// <param name="Images">how many, as far as that is known before they are read; else as many as there are files</param>
/// <param name="Contents">the images, in order</param>
public sealed record SyntheticSource(IReadOnlyList<string> Files, long Images, IEnumerable<SyntheticImage> Contents)
{
    /// <summary>Whether each image is a file of its own, which can be looked at and taken away.</summary>
    public bool IsOfFiles { get; private init; }

    /// <summary>What is done to an image that is decoded; null where they are packed.</summary>
    public PreprocessingSpec? Treated { get; private init; }

    /// <param name="spec">
    /// how the photographs beside it were treated. A set of ours must be like them, and is taken as it was drawn; other
    /// images are treated alike.
    /// </param>
    /// <param name="option">that names the folder, for messages</param>
    /// <exception cref="InputException">
    /// No such folder, nothing in it that can be read, a set that is not complete, or one whose generator learnt from
    /// photographs that were treated otherwise.
    /// </exception>
    public static SyntheticSource Of(string path, PreprocessingSpec spec, string option = "--synthetic")
    {
        var side = spec.Side;
        if (!Directory.Exists(path))
            throw new InputException($"{option} {path}: no such folder");
        var record = SyntheticSetRecord.Read(path);
        if (record is { IsComplete: false })
            throw new InputException(
                $"{option} {path}: the set is not complete "
                    + $"(no {SyntheticSet.FileName}); run the command that draws it again"
            );
        if (record?.Set is { } set)
        {
            SetVerification.CheckShards(path, set);
            CheckLike(set.Settings.Preprocessing);
        }
        var treated = record is null ? spec : new(side);
        if (Shards(path, "*.tar") is { Length: > 0 } tars)
            return new(tars, record?.Set?.Images ?? tars.Length, tars.SelectMany(tar => Tar(tar, treated)))
            {
                Treated = treated,
            };
        if (PackedFolders(path) is { Count: > 0 } folders)
        {
            foreach (var folder in folders)
                CheckLike(DataFolder.Open(folder).Info.Preprocessing(side));
            var images = folders.Sum(f => DataFolder.Open(f).Rows.Count);
            return new([.. folders.Select(f => PixelFile(f, side))], images, folders.SelectMany(f => Packed(f, side)));
        }
        var files = ImageFiles(path, option);
        if (record is { IsComplete: null })
            Console.Error.WriteLine(
                $"warning: {option} {path}: made by generate of an earlier release, whose record does not say how many "
                    + $"images the set has; the {files.Count:N0} that are there are taken"
            );
        return new(
            files,
            files.Count,
            files.Select(file => new SyntheticImage(
                Path.GetRelativePath(path, file),
                () => Decode(file, File.ReadAllBytes(file), treated)
            ))
        )
        {
            IsOfFiles = true,
            Treated = treated,
        };

        void CheckLike(PreprocessingSpec there)
        {
            if (!there.IsLike(spec))
                throw new InputException(
                    $"{option} {path}: its images are like photographs prepared with {there.Options}, and those beside "
                        + $"them were prepared with {spec.Options}; draw a set by a generator that was trained on such"
                );
        }
    }

    /// <summary>The image files of a folder and its subfolders, in the order of their names.</summary>
    /// <exception cref="InputException">No such folder, no image in it, or an image that cannot be used.</exception>
    static IReadOnlyList<string> ImageFiles(string folder, string option)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{option} {folder}: no such folder");
        var all = ImageFolder.Walk(folder);
        if (all.Unusable is [var first, ..])
            throw new InputException(
                $"{option} {folder}: {all.Unusable.Count:N0} "
                    + $"{(all.Unusable.Count == 1 ? "file" : "files")} cannot be used, move them away; "
                    + $"the first: {first.File.Name}: {first.Reason}"
            );
        return all.Images.Count > 0
            ? [.. all.Images.Select(f => f.Path)]
            : throw new InputException(
                $"{option} {folder}: no image in it, nor a set that generate or sample made; found {all.Found}"
            );
    }

    /// <summary>Folders of packed pixels: this one, or the shards in it.</summary>
    public static IReadOnlyList<string> PackedFolders(string path) =>
        IsPacked(path)
            ? [path]
            :
            [
                .. Directory
                    .EnumerateDirectories(path)
                    .Where(d => !Path.GetFileName(d).StartsWith('.') && IsPacked(d))
                    .Order(StringComparer.Ordinal),
            ];

    static bool IsPacked(string folder) =>
        File.Exists(Path.Combine(folder, ManifestRow.FileName))
        && Directory.EnumerateFiles(folder, "pixels.*.bin").Any();

    static string[] Shards(string path, string pattern) =>
        [
            .. Directory
                .EnumerateFiles(path, pattern)
                .Where(f => !Path.GetFileName(f).StartsWith('.'))
                .Order(StringComparer.Ordinal),
        ];

    static IEnumerable<SyntheticImage> Tar(string tar, PreprocessingSpec spec)
    {
        using var file = File.OpenRead(tar);
        using var reader = new TarReader(file);
        while (Next() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            if (ImageFormats.IsUnreadable(entry.Name))
                throw new InputException($"{tar}: {entry.Name}: not a {ImageFormats.Names} image");
            if (!ImageFormats.IsReadable(entry.Name))
                continue;
            var bytes = new byte[entry.Length];
            entry.DataStream.ReadExactly(bytes);
            var name = $"{tar}: {entry.Name}";
            yield return new($"{Path.GetFileName(tar)}: {entry.Name}", () => Decode(name, bytes, spec));
        }

        TarEntry? Next()
        {
            try
            {
                return reader.GetNextEntry();
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
            {
                throw new InputException($"{tar}: not a whole tar file ({e.Message})", e);
            }
        }
    }

    /// <summary>At the side asked for where there is one, else the largest.</summary>
    static string PixelFile(string folder, int side) =>
        DataFolder.PixelFile(folder, PackedSide(DataFolder.Open(folder), side));

    static int PackedSide(DataFolder folder, int side) =>
        folder.Info.Sides.Contains(side) ? side : folder.Info.Sides.Max();

    static IEnumerable<SyntheticImage> Packed(string path, int side)
    {
        var folder = DataFolder.Open(path);
        using var pixels = folder.Pixels(PackedSide(folder, side));
        for (var i = 0; i < pixels.Count; i++)
        {
            var image = new PixelImage(pixels.Image(i).ToArray(), pixels.Side, pixels.Side);
            yield return new(folder.Rows[i].Image, () => AreaAverage.Resize(image, side, side));
        }
    }

    static byte[] Decode(string name, byte[] bytes, PreprocessingSpec spec)
    {
        try
        {
            return Preprocessing.Square(bytes, spec);
        }
        catch (ImageException e)
        {
            throw new InputException($"{name}: {e.Message}", e);
        }
    }
}
