using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Training.Data;

/// <summary>Image files in folders: one folder a class, or folders of images without labels.</summary>
static class FolderReader
{
    /// <summary>
    /// Each folder of the source is a class, with all that lies below it; the identifier is the path below the source.
    /// </summary>
    /// <param name="groups">a table of images and groups, or null: <see cref="ImageGroups"/></param>
    /// <param name="groupBy">
    /// its column; photographs of a <see cref="ImageGroups.DefaultColumn"/> must have one label
    /// </param>
    public static Catalogue ReadClasses(string source, string? groups, string groupBy)
    {
        var folder = SourceFiles.Walk(source);
        var tables = new RecipeTables(folder);
        var level = tables.Hinting(() => new ClassLevel(folder), "");
        string[] classes =
        [
            .. folder.Images.Select(level.ClassOf).Distinct().Where(c => c != "").Order(StringComparer.Ordinal),
        ];
        var builder = new CatalogueBuilder("folder", classes)
        {
            OneLabelALesion = groupBy == ImageGroups.DefaultColumn,
        };
        if (level.Note is { } note)
            builder.Note(note);
        if (tables.LooksLike("") is { Length: > 0 } like)
            builder.Note($"{source}: its folders are taken for the classes{like}");

        FolderFile[] images = [.. folder.Images.Where(f => level.ClassOf(f) != "")];
        foreach (var (file, group) in images.Zip(Groups(images, source, groups, groupBy, builder.Note)))
            builder.AddFile(file, file.Name, group, level.ClassOf(file));
        foreach (var file in folder.Images.Where(f => level.ClassOf(f) == ""))
            builder.Reject(file.Name, "not in a class's folder");
        RejectRest(builder, folder, folder.Others.Where(f => level.ClassOf(f) != ""));
        return builder.Build();
    }

    public static Catalogue ReadUnlabelled(string source, string? groups, string groupBy)
    {
        var folder = SourceFiles.Walk(source);
        if (folder.Images.Count == 0)
            throw new InputException($"{source}: no image in it; found {folder.Found}");
        var builder = new CatalogueBuilder("unlabelled", []);
        foreach (var (file, group) in folder.Images.Zip(Groups(folder.Images, source, groups, groupBy, builder.Note)))
            builder.AddFile(file, file.Name, group, "");
        RejectRest(builder, folder, folder.Others.Where(f => f.Name != ImageGroups.FileName));
        return builder.Build();
    }

    /// <summary>What each image belongs to: itself, where no table says otherwise.</summary>
    /// <param name="told">takes what is to be said of the folder's own table</param>
    internal static IReadOnlyList<string> Groups(
        IReadOnlyList<FolderFile> images,
        string source,
        string? groups,
        string groupBy,
        Action<string> told
    )
    {
        string[] names = [.. images.Select(f => f.Name)];
        return ImageGroups.Find(groups, source, groupBy, told) is { } table
            ? ImageGroups.Read(table, groupBy, names)
            : names;
    }

    internal static void RejectRest(CatalogueBuilder builder, ImageFolder folder, IEnumerable<FolderFile> others)
    {
        builder.Reject(folder.Unusable);
        foreach (var file in others)
            builder.Reject(file.Name, $"not an image file: {string.Join(" ", ImageFormats.Readable)} are read");
    }
}
