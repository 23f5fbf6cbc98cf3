using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>A table of the user's own, whose columns the command line explains.</summary>
static class CsvReader
{
    public const string Name = "csv";

    /// <exception cref="InputException">A column, an image or a folder is missing; says which.</exception>
    public static Catalogue Read(DataSource source)
    {
        var table = source.Folder!;
        if (source.Columns is null)
            throw new InputException(
                $"--columns: say what the columns of {table} mean, such as --columns image=file,label=diagnosis; "
                    + $"it has {string.Join(", ", CsvTable.Columns(table) ?? [])}"
            );
        var columns = TableColumns.Parse(source.Columns, "--columns");
        if (columns.Image.Count == 0)
            throw new InputException("--columns: without image=, the column that names the images");
        if (source.LabelColumns is { } oneHot)
        {
            if (columns.Label.Count > 0)
                throw new InputException("--label-columns: not with label= in --columns; leave one");
            columns = columns with { OneHot = oneHot.Split(',', StringSplitOptions.TrimEntries) };
        }
        ImageRow[] rows = [.. CsvTable.Read(table, [.. columns.All]).Select(r => new ImageRow(columns, r, [], null))];
        ImageFolder[] folders = [.. Folders(source, table).Select(SourceFiles.Walk)];
        var classes = source.Classes ?? ClassesOf.Own;
        var map = source.Labels is { } labels ? Labelling.ReadMap(labels) : null;
        return new TableReader(Name, columns, new(classes, map), classes).Read(rows, new(folders), [table]);
    }

    static IEnumerable<string> Folders(DataSource source, string table) =>
        source.Images is { Count: > 0 } images ? images : [Path.GetDirectoryName(Path.GetFullPath(table))!];
}
