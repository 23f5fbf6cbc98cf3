using System.Security.Cryptography;
using System.Text;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Taxonomy;

namespace Platform.Inference.HeadFitting;

/// <summary>The site's own labelled images: a folder for each class, named by its code.</summary>
/// <param name="Classes">of the new head, in the bundle's order</param>
/// <param name="Files">paths below the folder, in ordinal order</param>
/// <param name="Labels">index into the classes, of each</param>
public sealed record LocalImages(
    string Folder,
    IReadOnlyList<Diagnosis> Classes,
    IReadOnlyList<string> Files,
    IReadOnlyList<int> Labels
)
{
    /// <summary>What lies there and cannot be used, by the path below the folder.</summary>
    public IReadOnlyList<(string File, string Reason)> LeftOut { get; init; } = [];

    /// <exception cref="InputException">
    /// A folder is no class of the bundle, or a class has no images and may not be dropped.
    /// </exception>
    public static LocalImages Of(string folder, BundleManifest manifest, bool dropAbsent)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{folder}: no such folder; it holds a folder of images for each class");
        var all = ImageFolder.Walk(folder);
        string[] found =
        [
            .. all
                .Images.Concat(all.Unusable.Select(u => u.File))
                .Where(f => f.Folders.Count > 0)
                .Select(f => f.Folders[0])
                .Distinct(),
        ];
        string[] known = [.. manifest.Classes.Select(c => c.Code)];
        if (found.Except(known).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
            throw new InputException(
                $"{folder}: {string.Join(", ", unknown)} is no class of {manifest.Name} "
                    + $"{manifest.Version}; its classes are {string.Join(", ", known)}"
                    + (
                        Directory.Exists(Path.Combine(folder, unknown[0], known[0]))
                            ? $"; give {Path.Combine(folder, unknown[0])}, which holds their folders"
                            : ""
                    )
            );
        if (known.Except(found).ToArray() is { Length: > 0 } absent && !dropAbsent)
            throw new InputException(
                $"{folder}: no folder {string.Join(", ", absent)} with images in it; "
                    + "add images of it, or give --drop-absent for a head without that class"
            );

        var classes = manifest.Classes.Where(c => found.Contains(c.Code)).ToArray();
        if (classes.Length < 2)
            throw new InputException($"{folder}: a head needs two classes or more");
        FolderFile[] images = [.. all.Images.Where(f => f.Folders.Count > 0)];
        return new(
            folder,
            classes,
            [.. images.Select(f => f.Name)],
            [.. images.Select(f => Array.FindIndex(classes, c => c.Code == f.Folders[0]))]
        )
        {
            LeftOut =
            [
                .. all.Images.Where(f => f.Folders.Count == 0).Select(f => (f.Name, "not in a class's folder")),
                .. all.Unusable.Select(u => (u.File.Name, u.Reason)),
            ],
        };
    }

    public byte[] Read(int index, ImageLimits limits) => ImageFile.Read(Path.Combine(Folder, Files[index]), limits);

    /// <summary>Without the images that could not be used.</summary>
    public LocalImages Keep(IReadOnlyList<int> indices) =>
        this with
        {
            Files = [.. indices.Select(i => Files[i])],
            Labels = [.. indices.Select(i => Labels[i])],
        };

    /// <summary>SHA-256 of each file.</summary>
    public string[] Hashes() =>
        [.. Files.AsParallel().AsOrdered().Select(file => BundleFiles.Sha256(Path.Combine(Folder, file)))];

    /// <summary>
    /// Says which images these were without telling anything of them: SHA-256 over each path and the hash of its file.
    /// </summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, sha256) in Files.Zip(Hashes()))
            hash.AppendData(Encoding.UTF8.GetBytes($"{file} {sha256}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
