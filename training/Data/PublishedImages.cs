using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Data;

/// <summary>
/// A data set's folder as its publisher, or one who passed it on, lays it out: tables and images are found by their
/// names, in whatever folder below they lie and in whatever case their names are.
/// </summary>
sealed class PublishedImages
{
    const string Suffix = "_downsampled"; // ISIC 2019 has it behind the identifiers of the MSK's images
    static readonly string[] TableExtensions = [".csv", ".tab", ".tsv", "", ".txt"];
    readonly ImageFolder folder;
    readonly ILookup<string, (FolderFile File, string? Problem)> byName;
    readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <param name="imageFolder">
    /// how the publisher names folders of images: those come first where two folders hold an image
    /// </param>
    public PublishedImages(string source, string imageFolder)
    {
        folder = ImageFolder.Walk(source);
        byName = folder
            .Images.Select(f => (File: f, Problem: (string?)null))
            .Concat(folder.Unusable.Select(u => (u.File, Problem: (string?)u.Reason)))
            .OrderBy(f => f.Problem is not null)
            .ThenBy(f => !f.File.Folders.Any(name => name.StartsWith(imageFolder, StringComparison.OrdinalIgnoreCase)))
            .ThenBy(f => f.File.Name, StringComparer.Ordinal)
            .ToLookup(f => Path.GetFileNameWithoutExtension(f.File.Name), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The path of a table.</summary>
    /// <param name="name">without an extension: Dataverse gives tables as .tab, or without one</param>
    /// <exception cref="InputException">It is not there.</exception>
    public string Table(string name)
    {
        var found = folder
            .Others.Where(f =>
                TableExtensions.Any(e => Path.GetFileName(f.Name).Equals(name + e, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(f => f.Folders.Count)
            .ThenBy(f => Array.IndexOf(TableExtensions, Path.GetExtension(f.Name).ToLowerInvariant()))
            .ThenBy(f => f.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return found?.Path
            ?? throw new InputException(
                $"{Path.Combine(folder.Path, name + ".csv")}: missing; "
                    + $"looked in {folder.Path} and its folders for {name} "
                    + $"with the extension {string.Join(", ", TableExtensions.Where(e => e != ""))} or none, "
                    + $"and found {folder.Found}"
            );
    }

    /// <summary>The file of an identifier, or why there is none.</summary>
    public FolderFile? Find(string image, out string reason)
    {
        used.Add(image);
        var (file, problem) = Files(image).FirstOrDefault();
        reason = file is null ? $"no file {image}.jpg in the source or its folders" : problem ?? "";
        return problem is null ? file : null;
    }

    /// <summary>Says which files no row of the table names; refuses a table of which no image is there.</summary>
    /// <exception cref="InputException">
    /// No image of it was found; tells where was looked, and what was found.
    /// </exception>
    public void Check(string table, CatalogueBuilder builder)
    {
        var known = used.SelectMany(Files).Select(f => f.File).ToHashSet();
        if (used.Count > 0 && known.Count == 0)
            throw new InputException(
                $"{table}: none of its images is there; looked in {folder.Path} and its folders "
                    + $"for files such as {used.First()}.jpg, and found {folder.Found}"
            );
        builder.Reject(folder.Unusable.Where(u => !known.Contains(u.File)));
        if (folder.Images.Count(f => !known.Contains(f)) is > 0 and var more)
            builder.Note(
                $"{more:N0} image {(more == 1 ? "file has" : "files have")} no row in "
                    + $"{Path.GetFileName(table)} and {(more == 1 ? "is" : "are")} not used"
            );
    }

    IEnumerable<(FolderFile File, string? Problem)> Files(string image) =>
        byName[byName.Contains(image) ? image : image + Suffix];
}
