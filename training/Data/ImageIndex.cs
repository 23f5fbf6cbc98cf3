using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Training.Data;

/// <summary>The files that a table's row may mean: one, or several of one name that must be the same.</summary>
/// <param name="Problem">why there is none; empty where there is one</param>
sealed record FoundImage(IReadOnlyList<FolderFile> Files, string Problem);

/// <summary>
/// The images of a data set by the names that a table may give them: with or without their extension, in capitals or
/// not, alone or with folders before them, in whatever folder below they lie.
/// </summary>
sealed class ImageIndex
{
    readonly IReadOnlyList<ImageFolder> folders;
    readonly string suffix;
    readonly ILookup<string, Candidate> byStem;
    readonly HashSet<FolderFile> used = [];
    string? first;

    sealed record Candidate(FolderFile File, string? Problem, bool Preferred);

    /// <param name="preferred">
    /// how the publisher names folders of images: those come first where two folders hold an image
    /// </param>
    /// <param name="suffix">what some file names have behind the identifier</param>
    public ImageIndex(IReadOnlyList<ImageFolder> folders, string preferred = "", string suffix = "")
    {
        (this.folders, this.suffix) = (folders, suffix);
        bool IsPreferred(FolderFile file) =>
            file.Folders.Any(name => name.StartsWith(preferred, StringComparison.OrdinalIgnoreCase));
        byStem = folders
            .SelectMany(folder =>
                folder
                    .Images.Select(f => new Candidate(f, null, IsPreferred(f)))
                    .Concat(
                        folder.Unusable.Select(u => new Candidate(u.File, SourceFiles.Reason(u), IsPreferred(u.File)))
                    )
            )
            .OrderBy(c => c.Problem is not null)
            .ThenBy(c => !c.Preferred)
            .ThenBy(c => c.File.Name, StringComparer.Ordinal)
            .ToLookup(c => Stem(Path.GetFileName(c.File.Name)), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>In words, for messages.</summary>
    public string Found => string.Join("; ", folders.Select(f => f.Found));

    /// <summary>The files of an identifier.</summary>
    /// <param name="image">folders in it are divided by '/'</param>
    public FoundImage Find(string image)
    {
        first ??= image;
        var candidates = Candidates(image);
        used.UnionWith(candidates.Select(c => c.File));
        if (candidates is not [var best, ..])
            return new([], $"no file {Named(image)} in the source or its folders");
        return best.Problem is { } problem
            ? new([], problem)
            : new(
                [.. candidates.Where(c => c.Problem is null && c.Preferred == best.Preferred).Select(c => c.File)],
                ""
            );
    }

    /// <summary>Says which files no row of the tables names; refuses tables of which no image is there.</summary>
    /// <param name="tables">their paths</param>
    /// <exception cref="InputException">
    /// No image of them was found; tells where was looked, and what was found.
    /// </exception>
    public void Check(IReadOnlyList<string> tables, CatalogueBuilder builder)
    {
        if (first is not null && used.Count == 0)
            throw new InputException(
                $"{tables[0]}: none of its images is there; looked in "
                    + $"{string.Join(", ", folders.Select(f => f.Path))} and its folders "
                    + $"for files such as {Named(first)}, and found {Found}"
            );
        foreach (var folder in folders)
            builder.Reject(folder.Unusable.Where(u => !used.Contains(u.File)));
        if (folders.Sum(d => d.Images.Count(f => !used.Contains(f))) is > 0 and var more)
            builder.Note(
                $"{more:N0} image {(more == 1 ? "file has" : "files have")} no row in "
                    + $"{string.Join(", ", tables.Select(Path.GetFileName))} and {(more == 1 ? "is" : "are")} not used"
            );
    }

    Candidate[] Candidates(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        var stem = Stem(name);
        Candidate[] all = [.. byStem[byStem.Contains(stem) ? stem : stem + suffix]];
        if (name.Length < image.Length)
            all = [.. all.Where(c => IsBelow(c.File.Name, image[..^name.Length]))];
        return stem != name && all.Where(c => IsOf(c, name)).ToArray() is { Length: > 0 } exact ? exact : all;
    }

    /// <summary>Whether a path, or its end, begins with these folders; letter case apart.</summary>
    static bool IsBelow(string path, string folders)
    {
        var above = path[..(path.LastIndexOf('/') + 1)];
        return above.Equals(folders, StringComparison.OrdinalIgnoreCase)
            || above.EndsWith($"/{folders}", StringComparison.OrdinalIgnoreCase);
    }

    static bool IsOf(Candidate candidate, string name) =>
        Path.GetExtension(candidate.File.Name).Equals(Path.GetExtension(name), StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the extension of an image, read or not; another end belongs to the name.</summary>
    static string Stem(string name) =>
        ImageFormats.IsReadable(name) || ImageFormats.IsUnreadable(name)
            ? Path.GetFileNameWithoutExtension(name)
            : name;

    static string Named(string image) =>
        ImageFormats.IsReadable(image) || ImageFormats.IsUnreadable(image) ? image : $"{image}.jpg";
}
