using System.Globalization;
using CsvHelper;
using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>A row of manifest.csv; row i describes image i of the packed pixels.</summary>
/// <param name="Source">name of the data set</param>
/// <param name="Split">train or test</param>
/// <param name="Sha256">of the encoded file</param>
/// <param name="Width">of the original, in pixels, upright</param>
public sealed record ManifestRow(string Image, string Source, string Lesion, string Label, string Split, string Sha256, int Width, int Height)
{
    static readonly string[] Columns = ["image", "source", "lesion", "label", "split", "sha256", "width", "height"], SubjectColumns = ["age", "sex", "site"];

    public Subject Subject { get; init; } = Subject.Unknown;

    /// <summary>The columns age, sex and site are there if any row has one.</summary>
    public static void Write(string path, IReadOnlyList<ManifestRow> rows)
    {
        var told = rows.Any(r => r.Subject != Subject.Unknown);
        WriteCsv(path, told ? [.. Columns, .. SubjectColumns] : Columns, rows.Select(r =>
            (string[])[r.Image, r.Source, r.Lesion, r.Label, r.Split, r.Sha256, $"{r.Width}", $"{r.Height}", .. told ? [r.Subject.Age, r.Subject.Sex, r.Subject.Site] : Array.Empty<string>()]));
    }

    public static void WriteCsv(string path, string[] columns, IEnumerable<string[]> rows)
    {
        using var csv = new CsvWriter(new StreamWriter(path) { NewLine = "\n" }, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var row in rows.Prepend(columns))
        {
            foreach (var field in row) csv.WriteField(field);
            csv.NextRecord();
        }
    }

    public static IReadOnlyList<ManifestRow> Read(string path) =>
    [
        .. CsvTable.Read(path, Columns, SubjectColumns).Select((r, i) => r[4] is "train" or "test" && Numbers.TryParse(r[6], out int width) && Numbers.TryParse(r[7], out int height)
            ? new ManifestRow(r[0], r[1], r[2], r[3], r[4], r[5], width, height) { Subject = new(r[8], r[9], r[10]) }
            : throw new InputException($"{path}: line {i + 2}: split must be train or test, width and height whole numbers")),
    ];
}
