using System.Globalization;
using System.Text;
using Platform.Shared.Taxonomy;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>
/// DATA_SHEET.md of a data folder: for people, what is in it, under which licences, and what was left out. No part of
/// what the folder's hashes name.
/// </summary>
static class FolderSheet
{
    public const string FileName = "DATA_SHEET.md";

    public static void Write(string path)
    {
        var folder = DataFolder.Open(path);
        var sheet = new StringBuilder();
        sheet.Append(CultureInfo.InvariantCulture, $"# Data of {folder.Info.Name}\n\n{Counted(folder)}\n");
        if (Published.All.FirstOrDefault(r => r.Name == folder.Info.Name) is { } recipe)
            sheet.Append(CultureInfo.InvariantCulture, $"\nLayout and labels: {recipe.Publication}.\n");
        if (Datasets.Notice(folder.Info.Name) is { } notice)
            sheet.Append(CultureInfo.InvariantCulture, $"\nNotice of its models: {notice}\n");
        Table(
            sheet,
            "Classes",
            ["class", "name", "train", "test", "lesions"],
            folder.Classes.Select(code =>
                new[] { code, Diagnosis.Named(code).Name, Rows(folder, code, "train"), Rows(folder, code, "test") }
                    .Append($"{folder.Rows.Where(r => r.Label == code).DistinctBy(r => r.Lesion).Count()}")
                    .ToArray()
            )
        );
        Table(
            sheet,
            "Licences",
            ["licence", "images"],
            folder.Rows.All(r => r.Licence == "")
                ? []
                : folder
                    .Rows.GroupBy(r => r.Licence == "" ? "not told" : r.Licence)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new[] { g.Key, $"{g.Count()}" }),
            "The data set names none for its images."
        );
        Table(
            sheet,
            "Left out",
            ["reason", "rows or files"],
            folder.LeftOut.Select(l => new[] { l.Reason, $"{l.Rows}" }),
            "Nothing."
        );
        File.WriteAllText(Path.Combine(path, FileName), sheet.ToString());
    }

    static string Counted(DataFolder folder)
    {
        var info = folder.Info;
        var patients = folder.Patients is { } count ? $" of {count} patients" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{folder.Rows.Count} images of {folder.Rows.DistinctBy(r => r.Lesion).Count()} lesions{patients}: "
                + $"{folder.Indices("train").Length} to train on, {folder.Indices("test").Length} held out; "
                + $"{info.Rejected} rows or files were left out. Split by {info.Split.ToString().ToLowerInvariant()}, "
                + $"{info.Test} of each class to be held out, seed {info.Seed}."
        );
    }

    static string Rows(DataFolder folder, string code, string split) =>
        $"{folder.Rows.Count(r => r.Label == code && r.Split == split)}";

    static void Table(
        StringBuilder sheet,
        string title,
        string[] columns,
        IEnumerable<string[]> rows,
        string none = "None."
    )
    {
        sheet.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        var lines = rows.Select(Line).ToArray();
        if (lines.Length == 0)
            sheet.Append(CultureInfo.InvariantCulture, $"{none}\n");
        else
            sheet.AppendJoin("", [Line(columns), $"|{string.Concat(columns.Select(_ => "---|"))}\n", .. lines]);
    }

    static string Line(string[] cells) =>
        $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
}
