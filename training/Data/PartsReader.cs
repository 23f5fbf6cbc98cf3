using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>
/// Folders of a split made before, train/&lt;class&gt; and test/&lt;class&gt;, at any depth; with metadata.csv or
/// metadata.jsonl as Hugging Face's imagefolder loader reads them: file_name below their own folder, and more.
/// </summary>
sealed class PartsReader
{
    public const string Name = "imagefolder";
    const string FileColumn = "file_name";
    static readonly string[] Tables = ["metadata.csv", "metadata.jsonl"];

    static readonly TableColumns Usual = new()
    {
        Image = [FileColumn],
        Label = ["label"],
        Lesion = ["lesion_id", "lesion"],
        Patient = ["patient_id", "patient"],
        Split = ["split"],
        Age = ["age"],
        Sex = ["sex"],
        Site = ["site"],
        SkinTone = ["skin_tone"],
        Licence = ["licence", "license"],
    };

    readonly DataSource source;
    readonly ImageFolder folder;
    readonly TableColumns columns;
    readonly ClassesOf classes;
    readonly Labelling labelling;
    readonly Dictionary<string, ImageRow> rows = new(StringComparer.Ordinal);

    /// <exception cref="InputException">No folder of a part, and no metadata; or metadata that are damaged.</exception>
    public static Catalogue Read(DataSource source) => new PartsReader(source).Read();

    PartsReader(DataSource source)
    {
        this.source = source;
        folder = SourceFiles.Walk(source.Folder!);
        columns = source.Columns is { } text
            ? TableColumns.Parse(text, "--columns") with
            {
                Image = [FileColumn],
            }
            : Usual;
        classes = source.Classes ?? ClassesOf.Own;
        labelling = new(classes, source.Labels is { } labels ? Labelling.ReadMap(labels) : null);
        foreach (var table in folder.Others.Where(IsTable))
            Add(table);
        if (rows.Count == 0 && !folder.Images.Any(f => Part(f) >= 0))
            throw new InputException(
                $"{folder.Path}: no folder named train or test in it, and no {Tables[0]}; "
                    + $"--dataset folder reads a folder per class; found {folder.Found}"
                    + new RecipeTables(folder).LooksLike("")
            );
    }

    static bool IsTable(FolderFile file) =>
        Tables.Contains(Path.GetFileName(file.Name), StringComparer.OrdinalIgnoreCase);

    void Add(FolderFile table)
    {
        var above = string.Concat(table.Folders.Select(f => f + "/"));
        var read = new RecipeTables(folder).Hinting(() => Rows(table.Path), "");
        foreach (var row in read)
            if (!rows.TryAdd(above + row[FileColumn].Replace('\\', '/'), new(columns, row, [], null)))
                throw row.Error(FileColumn, $"{row[FileColumn]} is there twice");
    }

    IReadOnlyList<CsvRow> Rows(string path) =>
        Path.GetExtension(path).Equals(".jsonl", StringComparison.OrdinalIgnoreCase)
            ? JsonLines.Read(path, FileColumn)
            : CsvTable.Read(path, [FileColumn], [.. columns.All.Where(c => c != FileColumn)]);

    Catalogue Read()
    {
        var notes = new List<string>();
        var groups = FolderReader.Groups(folder.Images, source.Folder!, source.Groups, source.GroupBy, notes.Add);
        var coded = folder
            .Images.Zip(groups, (f, g) => (File: f, Group: g, Label: Label(f, out var r), Reason: r))
            .ToArray();
        var builder = new CatalogueBuilder(
            Name,
            classes != ClassesOf.Own
                ? classes.Codes()
                : [.. coded.Select(c => c.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)]
        )
        {
            OneLabelALesion = source.GroupBy == ImageGroups.DefaultColumn,
        };
        foreach (var note in notes)
            builder.Note(note);
        foreach (var (file, group, label, reason) in coded)
            if (label is null)
                builder.Reject(file.Name, reason);
            else
                builder.AddFile(file, group, label, rows.GetValueOrDefault(file.Name), SplitOf(file));
        foreach (var name in rows.Keys.Except(folder.Images.Select(f => f.Name)))
            builder.Reject(name, "no such file");
        FolderReader.RejectRest(
            builder,
            folder,
            folder.Others.Where(f => !IsTable(f) && f.Name != ImageGroups.FileName)
        );
        if (labelling.Note is { } left)
            builder.Note(left);
        return builder.Build();
    }

    /// <summary>What the metadata say, else the folder below that of the part; null for none.</summary>
    string? Label(FolderFile file, out string reason)
    {
        string[] labels =
        [
            .. rows.TryGetValue(file.Name, out var row) ? row.Labels(out _) : [],
            .. file.Folders.Skip(Part(file) + 1).Take(Part(file) < 0 ? 0 : 1),
        ];
        reason = "neither a label in the metadata nor in a class's folder";
        if (labels.Length == 0)
            return null;
        (var code, reason) = labelling.Of([labels[0]]);
        return code;
    }

    string? SplitOf(FolderFile file) => Part(file) is >= 0 and var at ? SplitPart.Of(file.Folders[at]) : null;

    /// <summary>Where the folder of a part stands above a file; -1 where there is none.</summary>
    static int Part(FolderFile file) => file.Folders.ToList().FindIndex(name => SplitPart.Of(name) is not null);
}
