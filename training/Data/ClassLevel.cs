using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Taxonomy;

namespace Platform.Training.Data;

/// <summary>
/// Which level of a folder's subfolders are the classes: the first, unless that is one folder around them all.
/// </summary>
sealed class ClassLevel
{
    readonly int level;

    /// <summary>What is to be said of it; null for the first level.</summary>
    public string? Note { get; }

    /// <exception cref="InputException">No folder of images, or folders that are a split made before.</exception>
    public ClassLevel(ImageFolder folder)
    {
        if (Names(folder).Length == 0)
            throw new InputException(
                $"{folder.Path}: no folders of images in it; a folder per class is expected, "
                    + $"or give --dataset unlabelled; found {folder.Found}"
            );
        while (IsWrapper(folder, Names(folder)))
            level++;
        if (Names(folder) is { Length: > 1 } names && names.All(IsPart))
            throw new InputException(
                $"{folder.Path}: {string.Join(", ", names)} look like a split made before, "
                    + "and prepare makes its own, by lesion; give --dataset imagefolder, which keeps it, "
                    + $"--source {Path.Combine(folder.Path, Above(folder), names[0])}, "
                    + "or a folder that holds a folder per class"
            );
        if (level > 0)
            Note =
                $"{Above(folder)} holds everything: the folders in it are taken for the classes: "
                + $"{string.Join(", ", Names(folder))}";
    }

    /// <summary>Empty for a file above the classes' folders.</summary>
    public string ClassOf(FolderFile file) => file.Folders.Count > level ? file.Folders[level] : "";

    string[] Names(ImageFolder folder) =>
        [.. folder.Images.Select(ClassOf).Distinct().Where(n => n != "").Order(StringComparer.Ordinal)];

    string Above(ImageFolder folder) =>
        string.Join('/', folder.Images.First(f => f.Folders.Count > level).Folders.Take(level));

    /// <summary>
    /// One folder around two or more that hold all its images; or one that is named as a part of a split. A folder that
    /// is named as a diagnosis is a class.
    /// </summary>
    bool IsWrapper(ImageFolder folder, string[] names)
    {
        if (names is not [var only] || Diagnosis.Ham10000.Concat(Diagnosis.Isic2019).Contains(only))
            return false;
        FolderFile[] inside = [.. folder.Images.Where(f => f.Folders.Count > level)],
            deeper = [.. inside.Where(f => f.Folders.Count > level + 1)];
        if (IsPart(only))
            return deeper.Length > 0;
        string[] next = [.. deeper.Select(f => f.Folders[level + 1]).Distinct()];
        return deeper.Length == inside.Length && (next.Length > 1 || next.All(IsPart));
    }

    static bool IsPart(string name) => SplitPart.Of(name) is not null;
}
