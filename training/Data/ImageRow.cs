using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>A row of a table of images, with the rows of other tables that tell more of it.</summary>
/// <param name="split">the part that its table belongs to; null where it leaves that open</param>
sealed class ImageRow(TableColumns columns, CsvRow own, IReadOnlyList<CsvRow> joined, string? split)
{
    /// <summary>As the table writes it, with '/' between folders.</summary>
    public string Image => First(columns.Image).Replace('\\', '/');
    public string Lesion => First(columns.Lesion);
    public string? Patient => Told(columns.Patient);
    public string? Licence => Told(columns.Licence);
    public Subject Subject =>
        Subject.Of(First(columns.Age), First(columns.Sex), First(columns.Site), First(columns.SkinTone));

    /// <summary>What goes into the manifest as it is, by column.</summary>
    public IReadOnlyDictionary<string, string> Kept =>
        columns.Keep.Select(c => (Column: c, Value: First([c]))).Where(k => k.Value != "").ToArray()
            is { Length: > 0 } kept
            ? kept.ToDictionary(k => k.Column, k => k.Value)
            : ManifestRow.NothingKept;

    /// <summary>Its labels, from the narrowest to the widest; else why there is none.</summary>
    public IReadOnlyList<string> Labels(out string reason)
    {
        string[] labels =
        [
            .. columns.OneHot.Count > 0
                ? columns.OneHot.Where(c => IsOne(First([c])))
                : columns.Label.Select(c => First([c])).Where(l => l != ""),
        ];
        reason =
            columns.OneHot.Count == 0 ? $"no label in column {string.Join(", ", columns.Label)}"
            : labels.Length == 0 ? "no label: no class column is 1"
            : $"conflicting labels: {string.Join(" and ", labels)}";
        return columns.OneHot.Count > 0 && labels.Length > 1 ? [] : labels;
    }

    /// <exception cref="InputException">Neither train nor test, nor a part for choosing a model.</exception>
    public string? Split
    {
        get
        {
            if (Told(columns.Split) is not { } told)
                return split;
            return SplitPart.Of(told)
                ?? throw own.Error(
                    columns.Split[0],
                    $"'{told}' is none of train, val, test; correct it, or leave it empty"
                );
        }
    }

    string? Told(IReadOnlyList<string> names) => First(names) is { Length: > 0 } told ? told : null;

    string First(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        foreach (var row in joined.Prepend(own))
            if (row[name] is { Length: > 0 } told)
                return told;
        return "";
    }

    static bool IsOne(string text) =>
        (Numbers.TryParse(text, out double value) && value == 1)
        || text.Equals("true", StringComparison.OrdinalIgnoreCase);
}
