using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging.Formats;

namespace Platform.Training.Data;

/// <summary>Collects the rows of a data set and leaves out those that cannot be meant.</summary>
sealed class CatalogueBuilder(string name, IReadOnlyList<string> classes)
{
    /// <summary>Photographs of dermoscopes and whole slides of publishers are below these.</summary>
    public static readonly ImageLimits Limits = new() { MaxBytes = 200 << 20, MaxPixels = 200_000_000 };
    readonly SortedDictionary<string, SourceImage> images = new(StringComparer.Ordinal);
    readonly List<Rejection> rejected = [];
    readonly List<string> notes = [];

    /// <summary>
    /// Whether photographs of one lesion must have one label; not so where they are grouped by patient.
    /// </summary>
    public bool OneLabelALesion { get; init; } = true;

    /// <summary>An image that a table names.</summary>
    public void AddRow(ImageIndex files, ImageRow row, string lesion, string label)
    {
        var image = row.Image;
        if (!IsIdentifier(image))
            Reject(image, "not an image identifier");
        else if (files.Find(image) is { Files: [] } absent)
            Reject(image, absent.Problem);
        else
            Add(With(new(image, lesion, label, Reading(files.Find(image).Files)), row));
    }

    /// <summary>An image of a folder, of which a table may tell more.</summary>
    /// <param name="group">what it belongs to where the table does not say</param>
    /// <param name="split">the part that its folder belongs to</param>
    public void AddFile(FolderFile file, string group, string label, ImageRow? row, string? split)
    {
        var image = new SourceImage(file.Name, group, label, Reading([file]));
        if (row is not null)
            image = With(row.Lesion == "" ? image : image with { Lesion = row.Lesion }, row);
        Add(image with { Split = split ?? image.Split });
    }

    static SourceImage With(SourceImage image, ImageRow row) =>
        image with
        {
            Subject = row.Subject,
            Patient = row.Patient,
            Split = row.Split,
            Licence = row.Licence,
            Kept = row.Kept,
        };

    public void AddFile(FolderFile file, string image, string lesion, string label, Subject? subject = null) =>
        Add(new(image, lesion, label, Reading([file])) { Subject = subject ?? Subject.Unknown });

    /// <summary>Of several files of one name the first is read, if the others are the same.</summary>
    static Func<byte[]> Reading(IReadOnlyList<FolderFile> files) =>
        () =>
        {
            var bytes = SourceFiles.Read(files[0].Path, Limits);
            return
                files.Skip(1).FirstOrDefault(f => !SourceFiles.Read(f.Path, Limits).SequenceEqual(bytes)) is { } other
                ? throw new ImageException(
                    $"{files[0].Name} and {other.Name} have this name and differ; leave one, or write its path in the "
                        + "table"
                )
                : bytes;
        };

    static bool IsIdentifier(string image) =>
        !image.Contains('\0') && image.Split('/').All(part => part != "" && !part.StartsWith('.'));

    public void Add(SourceImage image)
    {
        if (image.Label != "" && !classes.Contains(image.Label))
            Reject(image.Image, $"unknown class code '{image.Label}'");
        else if (!images.TryAdd(image.Image, image))
            Reject(
                image.Image,
                images[image.Image].Label == image.Label
                    ? "duplicate identifier; the first row is kept"
                    : $"conflicting labels: {images[image.Image].Label} and {image.Label}; the first row is kept"
            );
    }

    public void Reject(string image, string reason) => rejected.Add(new(image, reason));

    public void Reject(IEnumerable<UnusableFile> files)
    {
        foreach (var file in files)
            Reject(file.File.Name, SourceFiles.Reason(file));
    }

    /// <summary>Says something of the whole data set to the user.</summary>
    public void Note(string note) => notes.Add(note);

    /// <summary>The images by identifier, less those whose lesion has more than one label.</summary>
    public Catalogue Build()
    {
        if (OneLabelALesion)
            RejectConflicts();
        return new(name, classes, [.. images.Values], rejected) { Notes = notes };
    }

    void RejectConflicts()
    {
        foreach (var lesion in images.Values.GroupBy(i => i.Lesion).ToArray())
            if (
                lesion.Select(i => i.Label).Distinct().Order(StringComparer.Ordinal).ToArray() is { Length: > 1 } labels
            )
                foreach (var image in lesion)
                {
                    images.Remove(image.Image);
                    Reject(image.Image, $"conflicting labels of lesion {image.Lesion}: {string.Join(" and ", labels)}");
                }
    }
}
