using Platform.Shared.Files;

namespace Platform.Training.Data;

/// <param name="Reason">without what names the one image</param>
/// <param name="Rows">rows or files that were left out for it</param>
public sealed record LeftOutCount(string Reason, int Rows);

/// <summary>rejected.csv of a data folder: what was left out of it, and why.</summary>
static class LeftOut
{
    public const string FileName = "rejected.csv";

    public static void Write(string folder, IEnumerable<Rejection> rejected) =>
        CsvTable.Write(
            Path.Combine(folder, FileName),
            ["image", "reason"],
            rejected
                .OrderBy(r => r.Image, StringComparer.Ordinal)
                .ThenBy(r => r.Reason, StringComparer.Ordinal)
                .Select(r => (string[])[r.Image, r.Reason])
        );

    /// <summary>The reasons of a data folder, the commonest first; none where it has no such file.</summary>
    public static IReadOnlyList<LeftOutCount> Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file)
            ?
            [
                .. CsvTable
                    .Read(file, ["image", "reason"])
                    .GroupBy(r => Kind(r["reason"]))
                    .OrderByDescending(g => g.Count())
                    .ThenBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new LeftOutCount(g.Key, g.Count())),
            ]
            : [];
    }

    /// <summary>What a reason says of other images too.</summary>
    static string Kind(string reason) =>
        reason.StartsWith("no file ", StringComparison.Ordinal) ? "no file of this name"
        : reason.StartsWith("conflicting labels of lesion", StringComparison.Ordinal) ? "conflicting labels of a lesion"
        : reason.Contains(" have this name and differ", StringComparison.Ordinal) ? "files of one name that differ"
        : reason.Split(';', ':')[0];
}
