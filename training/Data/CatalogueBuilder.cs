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

    /// <summary>An image that a publisher's table names.</summary>
    public void AddRow(PublishedImages files, string image, string lesion, string label, Subject subject)
    {
        if (image == "" || image.AsSpan().ContainsAny('/', '\\', '\0') || image.StartsWith('.'))
            Reject(image, "not an image identifier");
        else if (files.Find(image, out var reason) is not { } file)
            Reject(image, reason);
        else
            AddFile(file, image, lesion == "" ? image : lesion, label, subject);
    }

    public void AddFile(FolderFile file, string image, string lesion, string label, Subject? subject = null) =>
        Add(
            new(image, lesion, label, () => ImageFile.Read(file.Path, Limits)) { Subject = subject ?? Subject.Unknown }
        );

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
            Reject(file.File.Name, file.Reason);
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
