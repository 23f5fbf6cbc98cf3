using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>Image files in folders: one folder a class, or one flat folder without labels.</summary>
static class FolderReader
{
    static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>Each folder of <paramref name="source"/> is a class; the identifier is folder/file.</summary>
    public static Catalogue ReadClasses(string source)
    {
        string[] classes = [.. Folder(source).EnumerateDirectories().Select(d => d.Name).Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal)];
        if (classes.Length == 0) throw new InputException($"{source}: no folders in it; a folder per class is expected, or give --dataset unlabelled");
        var builder = new CatalogueBuilder("folder", classes);
        foreach (var label in classes)
            foreach (var file in Files(Path.Combine(source, label))) Add(builder, $"{label}/{file.Name}", label, file);
        return builder.Build();
    }

    public static Catalogue ReadUnlabelled(string source)
    {
        var builder = new CatalogueBuilder("unlabelled", []);
        foreach (var file in Files(source)) Add(builder, file.Name, "", file);
        return builder.Build();
    }

    static void Add(CatalogueBuilder builder, string image, string label, FileInfo file)
    {
        if (Extensions.Contains(file.Extension.ToLowerInvariant())) builder.Add(new(image, image, label, () => File.ReadAllBytes(file.FullName)));
        else builder.Reject(image, $"not an image file: {string.Join(" ", Extensions)} are read");
    }

    static IEnumerable<FileInfo> Files(string path) => Folder(path).EnumerateFiles().Where(f => !f.Name.StartsWith('.'));

    static DirectoryInfo Folder(string path) => Directory.Exists(path) ? new(path) : throw new InputException($"{path}: no such folder");
}
