namespace Platform.Shared.Files;

/// <summary>
/// A table that says which images show one lesion or patient: those must not lie on both sides of a split.
/// </summary>
public static class ImageGroups
{
    /// <summary>
    /// The table that <c>prepare --held-out</c> writes into the folder of images, and that is found there.
    /// </summary>
    public const string FileName = "groups.csv";
    public const string ImageColumn = "image",
        DefaultColumn = "lesion";

    /// <summary>
    /// The table to use: the one that was named, else the folder's own where it has the columns; null where there is
    /// none.
    /// </summary>
    /// <param name="told">takes what is to be said of the folder's own table</param>
    public static string? Find(string? named, string folder, string column, Action<string> told)
    {
        if (named is not null)
            return named;
        var own = Path.Combine(folder, FileName);
        if (CsvTable.Columns(own) is not { } columns)
            return null;
        var usable = columns.Contains(ImageColumn) && columns.Contains(column);
        told(
            usable
                ? $"{own} says which images belong together, by its column {column}"
                : $"{own} is not used: it has {string.Join(", ", columns)}, not {ImageColumn} and {column}; "
                    + "name it with --groups"
        );
        return usable ? own : null;
    }

    /// <param name="path">with a column <c>image</c> and <paramref name="column"/></param>
    /// <param name="images">
    /// paths below a folder; the table names each so, or by the file's name, with or without its extension
    /// </param>
    /// <returns>the group of each image</returns>
    /// <exception cref="InputException">
    /// A column or an image is missing, an image has two groups, or a name means several images.
    /// </exception>
    public static IReadOnlyList<string> Read(string path, string column, IReadOnlyList<string> images)
    {
        var groups = new Dictionary<string, string>();
        foreach (var row in CsvTable.Read(path, [ImageColumn, column]))
            if (
                row[ImageColumn] is { Length: > 0 } image
                && row[column] is { Length: > 0 } group
                && !groups.TryAdd(image, group)
                && groups[image] != group
            )
                throw row.Error(column, $"{image} is in {groups[image]} and in {group}");

        var named = new Dictionary<string, string>(); // the image that a name was used for
        return
        [
            .. images.Select(image =>
            {
                string[] names = [image, Path.GetFileName(image), Path.GetFileNameWithoutExtension(image)];
                var name =
                    names.FirstOrDefault(groups.ContainsKey)
                    ?? throw new InputException($"{path}: no row with a {column} for {image}");
                return named.TryAdd(name, image)
                    ? groups[name]
                    : throw new InputException(
                        $"{path}: {name} is the name of {named[name]} and of {image}; "
                            + $"write their paths in the column {ImageColumn}"
                    );
            }),
        ];
    }
}
