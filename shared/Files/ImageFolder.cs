namespace Platform.Shared.Files;

/// <summary>A file below a folder.</summary>
/// <param name="Path">to open it by</param>
/// <param name="Name">below the folder, parts divided by '/'</param>
public sealed record FolderFile(string Path, string Name)
{
    /// <summary>The folders that the file lies in, from the outermost.</summary>
    public IReadOnlyList<string> Folders => Name.Split('/')[..^1];
}

/// <summary>A file or folder that is meant as images and cannot be used, and why.</summary>
public sealed record UnusableFile(FolderFile File, string Reason)
{
    /// <summary>Whether it is a folder: what lies in it is not known.</summary>
    public bool IsFolder { get; init; }
}

/// <summary>What a folder and its subfolders hold, each list in ordinal order of the names.</summary>
/// <remarks>
/// The only walk over images of the solution. Links are followed, a link to a folder that it lies in is not. Hidden
/// files and what operating systems leave behind (names that begin with '.', __MACOSX, Thumbs.db, desktop.ini) are
/// passed over.
/// </remarks>
/// <param name="Path">of the folder</param>
/// <param name="Images">files that an image decoder may be asked for: their content has not been read</param>
/// <param name="Unusable">
/// images of other formats, empty files, links to nothing, names and folders that cannot be opened
/// </param>
/// <param name="Others">files whose name says that they are no images</param>
public sealed record ImageFolder(
    string Path,
    IReadOnlyList<FolderFile> Images,
    IReadOnlyList<UnusableFile> Unusable,
    IReadOnlyList<FolderFile> Others
)
{
    /// <param name="also">
    /// extensions of formats that the caller turns into one that is read; null for none
    /// </param>
    /// <exception cref="InputException">No such folder, or one that cannot be read.</exception>
    public static ImageFolder Walk(string path, IReadOnlyList<string>? also = null)
    {
        if (!Directory.Exists(path))
            throw new InputException($"{path}: no such folder");
        var walk = new FolderWalk(also ?? []);
        walk.Enter(path);
        return new(
            path,
            Sorted(walk.Images, f => f.Name),
            Sorted(walk.Unusable, u => u.File.Name),
            Sorted(walk.Others, f => f.Name)
        );
    }

    /// <summary>What was found, in words: for the message of a caller that finds too little in it.</summary>
    public string Found
    {
        get
        {
            var parts = new List<string> { $"{Counted(Images.Count, "image file")}{Examples(Images)}" };
            if (Unusable.Count > 0)
                parts.Add($"{Counted(Unusable.Count, "file")} that cannot be used ({First(Unusable)})");
            if (Others.Count > 0)
                parts.Add($"{Counted(Others.Count, "other file")}{Examples(Others)}");
            return string.Join(", ", parts);
        }
    }

    static string First(IReadOnlyList<UnusableFile> files) => $"{files[0].File.Name}: {files[0].Reason}";

    static string Examples(IReadOnlyList<FolderFile> files) => files.Count == 0 ? "" : $" (such as {files[0].Name})";

    static string Counted(int count, string noun) =>
        $"{(count == 0 ? "no" : $"{count:N0}")} {noun}{(count == 1 ? "" : "s")}";

    static IReadOnlyList<T> Sorted<T>(List<T> files, Func<T, string> name) =>
        [.. files.OrderBy(name, StringComparer.Ordinal)];
}
