namespace Platform.Training.Data;

/// <param name="Group">a class, an age band, a sex, a site</param>
public sealed record DataCount(string Group, int Train, int Test);

/// <summary>data.json: the counts of a data folder, for its data sheet.</summary>
/// <param name="Groups">counts by class, and by what is told of the persons</param>
public sealed record DataSummary(
    string Name,
    string ManifestSha256,
    int Images,
    int Lesions,
    int Rejected,
    string Split,
    double TestShare,
    int Seed,
    int? Subset,
    IReadOnlyList<string> Sources,
    SortedDictionary<string, IReadOnlyList<DataCount>> Groups
)
{
    /// <summary>Null where the data set tells of none.</summary>
    public int? Patients { get; init; }

    /// <summary>Why rows and files were left out, the commonest reason first.</summary>
    public IReadOnlyList<LeftOutCount> LeftOut { get; init; } = [];

    /// <summary>Images of each licence; empty where the data set names none.</summary>
    public IReadOnlyList<DataCount> Licences { get; init; } = [];

    /// <param name="dimensions">each with the group of every row</param>
    public static DataSummary Of(
        DataFolder folder,
        IReadOnlyList<(string Dimension, IReadOnlyList<string> Groups)> dimensions
    ) =>
        new(
            folder.Info.Name,
            folder.ManifestSha256,
            folder.Rows.Count,
            folder.Rows.Select(r => r.Lesion).Distinct().Count(),
            folder.Info.Rejected,
            folder.Info.Split.ToString().ToLowerInvariant(),
            folder.Info.Test,
            folder.Info.Seed,
            folder.Info.Subset,
            [.. folder.Rows.Select(r => r.Source).Distinct().Order(StringComparer.Ordinal)],
            new SortedDictionary<string, IReadOnlyList<DataCount>>(
                dimensions
                    .Append(("class", [.. folder.Rows.Select(r => r.Label)]))
                    .ToDictionary(d => d.Item1, d => Counts(folder, d.Item2)),
                StringComparer.Ordinal
            )
        )
        {
            Patients = folder.Patients,
            LeftOut = folder.LeftOut,
            Licences = folder.Rows.All(r => r.Licence == "")
                ? []
                : Counts(folder, [.. folder.Rows.Select(r => r.Licence == "" ? "not told" : r.Licence)]),
        };

    static IReadOnlyList<DataCount> Counts(DataFolder folder, IReadOnlyList<string> groups)
    {
        int Rows(string group, string split) =>
            Enumerable.Range(0, groups.Count).Count(i => groups[i] == group && folder.Rows[i].Split == split);
        return
        [
            .. groups
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(g => new DataCount(g, Rows(g, "train"), Rows(g, "test"))),
        ];
    }
}
