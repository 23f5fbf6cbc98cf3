using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>Which class a label leads to: by the user's table, then by the one of the taxonomy.</summary>
/// <param name="classes">which classes</param>
/// <param name="map">the user's table: class by label; null for none</param>
sealed class Labelling(ClassesOf classes, IReadOnlyDictionary<string, string>? map)
{
    const int Listed = 12;
    readonly SortedDictionary<string, int> unknown = new(StringComparer.Ordinal);

    /// <summary>The class of the first label that leads to one; else why there is none.</summary>
    /// <param name="labels">from the narrowest to the widest</param>
    public (string? Code, string Reason) Of(IReadOnlyList<string> labels)
    {
        foreach (var label in labels)
        {
            if (map is not null && map.TryGetValue(label, out var named))
            {
                if (named == "")
                    return (null, $"label '{label}' is left out by --labels");
                return classes.Of(named) is { } mapped
                    ? (mapped, "")
                    : throw new InputException(
                        $"--labels: '{label}' leads to '{named}', which is none of {string.Join(", ", classes.Codes())}"
                    );
            }
            if ((map is null || classes != ClassesOf.Own) && classes.Of(label) is { } code)
                return (code, "");
        }
        unknown[labels[0]] = unknown.GetValueOrDefault(labels[0]) + 1;
        return (null, $"unknown class code '{labels[0]}'");
    }

    /// <summary>Which labels led to no class, with their images; null where each did.</summary>
    public string? Note =>
        unknown.Count == 0
            ? null
            : $"{Rows(unknown.Values.Sum())} left out, because the labels lead to no class: "
                + string.Join(
                    ", ",
                    unknown.OrderByDescending(u => u.Value).Take(Listed).Select(u => $"'{u.Key}' ({u.Value:N0})")
                )
                + (unknown.Count > Listed ? $" and {unknown.Count - Listed} more, in rejected.csv" : "")
                + "; --labels says where a label leads, --classes to which classes";

    static string Rows(int count) => count == 1 ? "1 image is" : $"{count:N0} images are";

    /// <param name="path">a table with the columns label and class; an empty class leaves a label out</param>
    /// <exception cref="InputException">A label is there twice, with two classes.</exception>
    public static IReadOnlyDictionary<string, string> ReadMap(string path)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in CsvTable.Read(path, ["label", "class"]))
            if (!map.TryAdd(row["label"], row["class"]) && map[row["label"]] != row["class"])
                throw row.Error("class", $"{row["label"]} leads to {map[row["label"]]} and to {row["class"]}");
        return map;
    }
}
