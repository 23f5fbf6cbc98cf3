using Platform.Shared;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>The one reader of data sets in tables: whatever a recipe, or the user's columns, says of them.</summary>
/// <param name="name">of the data set</param>
/// <param name="columns">what its columns mean</param>
sealed class TableReader(string name, TableColumns columns, Labelling labelling, ClassesOf classes)
{
    /// <summary>Lesions that a table of pairs says are one: the other's name by a lesion's.</summary>
    readonly Dictionary<string, string> same = new(StringComparer.Ordinal);

    /// <param name="tables">paths of the tables, for messages</param>
    /// <exception cref="InputException">None of the images is there, or a part of the split is not one.</exception>
    public Catalogue Read(IReadOnlyList<ImageRow> rows, ImageIndex files, IReadOnlyList<string> tables)
    {
        var coded = rows.Select(r => (Row: r, Label: Label(r, out var reason), Reason: reason)).ToArray();
        IReadOnlyList<string> codes =
            classes != ClassesOf.Own
                ? classes.Codes()
                :
                [
                    .. coded
                        .Select(c => c.Label)
                        .OfType<string>()
                        .Where(c => c != "")
                        .Distinct()
                        .Order(StringComparer.Ordinal),
                ];
        var builder = new CatalogueBuilder(name, codes);
        foreach (var (row, label, reason) in coded)
            if (label is null)
            {
                files.Find(row.Image);
                builder.Reject(row.Image, reason);
            }
            else
                builder.AddRow(files, row, Lesion(row), label);
        files.Check(tables, builder);
        if (labelling.Note is { } note)
            builder.Note(note);
        return builder.Build();
    }

    /// <summary>Null where the row has none that can be used, empty where the table has none at all.</summary>
    string? Label(ImageRow row, out string reason)
    {
        reason = "";
        if (columns.Label.Count + columns.OneHot.Count == 0)
            return "";
        return row.Labels(out reason) is { Count: > 0 } labels ? Code(labels, out reason) : null;
    }

    string? Code(IReadOnlyList<string> labels, out string reason)
    {
        (var code, reason) = labelling.Of(labels);
        return code;
    }

    string Lesion(ImageRow row)
    {
        var lesion = row.Lesion == "" ? row.Image : row.Lesion;
        while (same.TryGetValue(lesion, out var other))
            lesion = other;
        return lesion;
    }

    /// <summary>Makes one lesion of those of two images.</summary>
    public void Join(ImageRow a, ImageRow b)
    {
        var (one, other) = (Lesion(a), Lesion(b));
        var ordered = string.CompareOrdinal(one, other);
        if (ordered != 0)
            same[ordered < 0 ? other : one] = ordered < 0 ? one : other;
    }
}
