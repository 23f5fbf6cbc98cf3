namespace Platform.Training.Data;

/// <summary>Collects the rows of a data set and leaves out those that cannot be meant.</summary>
sealed class CatalogueBuilder(string name, IReadOnlyList<string> classes)
{
    readonly SortedDictionary<string, SourceImage> images = new(StringComparer.Ordinal);
    readonly List<Rejection> rejected = [];

    /// <param name="files">where the image may lie; the first that exists is taken</param>
    public void AddFile(string image, string lesion, string label, Subject subject, params IReadOnlyList<string> files)
    {
        if (image == "" || image.AsSpan().ContainsAny('/', '\\', '\0') || image.StartsWith('.')) Reject(image, "not an image identifier");
        else if (files.FirstOrDefault(File.Exists) is not { } file) Reject(image, $"no file {Path.GetFileName(files[0])}");
        else Add(new(image, lesion == "" ? image : lesion, label, () => File.ReadAllBytes(file)) { Subject = subject });
    }

    public void Add(SourceImage image)
    {
        if (image.Label != "" && !classes.Contains(image.Label)) Reject(image.Image, $"unknown class code '{image.Label}'");
        else if (!images.TryAdd(image.Image, image))
            Reject(image.Image, images[image.Image].Label == image.Label ? "duplicate identifier; the first row is kept" : $"conflicting labels: {images[image.Image].Label} and {image.Label}; the first row is kept");
    }

    public void Reject(string image, string reason) => rejected.Add(new(image, reason));

    /// <summary>The images by identifier, less those whose lesion has more than one label.</summary>
    public Catalogue Build()
    {
        foreach (var lesion in images.Values.GroupBy(i => i.Lesion).ToArray())
            if (lesion.Select(i => i.Label).Distinct().Order(StringComparer.Ordinal).ToArray() is { Length: > 1 } labels)
                foreach (var image in lesion)
                {
                    images.Remove(image.Image);
                    Reject(image.Image, $"conflicting labels of lesion {image.Lesion}: {string.Join(" and ", labels)}");
                }
        return new(name, classes, [.. images.Values], rejected);
    }
}
