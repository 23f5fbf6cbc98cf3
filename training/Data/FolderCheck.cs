using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Data.Duplicates;

namespace Platform.Training.Data;

/// <summary>An image of a data folder that another one has too.</summary>
/// <param name="Folder">the other data folder</param>
/// <param name="Likeness">1 for equal files</param>
public sealed record SharedImage(ManifestRow Image, string Folder, ManifestRow Other, double Likeness, bool IsSameFile)
{
    /// <summary>Whether one of the two is trained on and the other one tested on.</summary>
    public bool IsLeak => Image.Split != Other.Split;
}

/// <summary>Which images of a data folder are equal files or near-duplicates of those of other ones.</summary>
public static class FolderCheck
{
    /// <returns>leaks first, then the likest</returns>
    /// <exception cref="InputException">
    /// One is no data folder, is the folder itself, was treated otherwise, or has too few pixels.
    /// </exception>
    public static IReadOnlyList<SharedImage> Run(
        string path,
        IReadOnlyList<string> others,
        CancellationToken cancellation
    )
    {
        var folder = DataFolder.Open(path);
        var opened = others.Select(other => (Path: other, Folder: Checked(path, folder, other))).ToArray();
        using var pixels = Pixels(path, folder);
        var looks = FolderDuplicates.Looks("check", pixels, cancellation);
        var shared = new List<SharedImage>();
        foreach (var (other, otherFolder) in opened)
        {
            using var otherPixels = Pixels(other, otherFolder);
            var otherLooks = FolderDuplicates.Looks("check", otherPixels, cancellation);
            shared.AddRange(
                Same(folder, otherFolder)
                    .Concat(
                        Alike(folder, looks, otherFolder, otherLooks, cancellation)
                            .Select(p => (p.One, p.Other, p.Likeness))
                    )
                    .DistinctBy(p => (p.One, p.Other))
                    .Select(p => (Image: folder.Rows[p.One], Other: otherFolder.Rows[p.Other], p.Likeness))
                    .Select(p => new SharedImage(p.Image, other, p.Other, p.Likeness, p.Image.Sha256 == p.Other.Sha256))
            );
        }
        return [.. shared.OrderByDescending(s => s.IsLeak).ThenByDescending(s => s.Likeness)];
    }

    static IEnumerable<(int One, int Other, double Likeness)> Same(DataFolder folder, DataFolder other)
    {
        var files = other.Rows.Index().ToLookup(r => r.Item.Sha256, r => r.Index);
        return folder.Rows.Index().SelectMany(r => files[r.Item.Sha256].Select(o => (r.Index, o, 1.0)));
    }

    /// <summary>Phantoms are drawn from one stock of patterns: only equal files of them are the same.</summary>
    static IReadOnlyList<NearDuplicate> Alike(
        DataFolder folder,
        IReadOnlyList<Photograph> looks,
        DataFolder other,
        IReadOnlyList<Photograph> otherLooks,
        CancellationToken cancellation
    ) =>
        folder.Info.Name == Datasets.Phantom && other.Info.Name == Datasets.Phantom
            ? []
            : NearDuplicates.Between("check", looks, otherLooks, cancellation);

    static DataFolder Checked(string path, DataFolder folder, string other)
    {
        if (Path.GetFullPath(other) == Path.GetFullPath(path))
            throw new InputException($"--check {other}: is --out itself; name another data folder");
        var opened = DataFolder.Open(other);
        return opened.Info.Fit == folder.Info.Fit
            ? opened
            : throw new InputException(
                $"--check {other}: prepared with --fit {opened.Info.Fit.ToString().ToLowerInvariant()}, and {path} "
                    + $"with --fit {folder.Info.Fit.ToString().ToLowerInvariant()}; prepare both alike"
            );
    }

    static PackedPixels Pixels(string path, DataFolder folder) =>
        FolderDuplicates.SideOf(folder.Info.Sides) is { } side
            ? folder.Pixels(side)
            : throw new InputException(
                $"{path}: near-duplicates are looked for at a side of {FolderDuplicates.LeastSide} or more, not "
                    + $"{string.Join(", ", folder.Info.Sides)}; add one: "
                    + $"training prepare --add-size {FolderDuplicates.LeastSide} --out {path}"
            );
}
