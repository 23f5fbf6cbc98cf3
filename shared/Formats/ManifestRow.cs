using Platform.Shared.Files;

namespace Platform.Shared.Formats;

/// <summary>
/// A row of manifest.csv of a data folder; row i describes image i of the packed pixels. The header is the schema.
/// </summary>
/// <param name="Source">name of the data set</param>
/// <param name="Split">train or test</param>
/// <param name="Sha256">of the encoded file</param>
/// <param name="Width">of the original, in pixels, upright</param>
public sealed record ManifestRow(
    string Image,
    string Source,
    string Lesion,
    string Label,
    string Split,
    string Sha256,
    int Width,
    int Height
)
{
    public const string FileName = "manifest.csv";

    static readonly string[] Columns = ["image", "source", "lesion", "label", "split", "sha256", "width", "height"],
        SubjectColumns = ["age", "sex", "site"];

    public Subject Subject { get; init; } = Subject.Unknown;

    /// <summary>The columns age, sex and site are there if any row has one.</summary>
    public static void Write(string path, IReadOnlyList<ManifestRow> rows)
    {
        var told = rows.Any(r => r.Subject != Subject.Unknown);
        CsvTable.Write(
            path,
            told ? [.. Columns, .. SubjectColumns] : Columns,
            rows.Select(r =>
                (string[])
                    [
                        r.Image,
                        r.Source,
                        r.Lesion,
                        r.Label,
                        r.Split,
                        r.Sha256,
                        $"{r.Width}",
                        $"{r.Height}",
                        .. told ? [r.Subject.Age, r.Subject.Sex, r.Subject.Site] : Array.Empty<string>(),
                    ]
            )
        );
    }

    /// <exception cref="InputException">Not a manifest; names line and column.</exception>
    public static IReadOnlyList<ManifestRow> Read(string path) =>
        [.. CsvTable.Read(path, Columns, SubjectColumns).Select(Of)];

    static ManifestRow Of(CsvRow row)
    {
        if (row["split"] is not ("train" or "test"))
            throw row.Error("split", $"'{row["split"]}' is neither train nor test");
        return new(
            row["image"],
            row["source"],
            row["lesion"],
            row["label"],
            row["split"],
            row["sha256"],
            Pixels(row, "width"),
            Pixels(row, "height")
        )
        {
            Subject = new(row["age"], row["sex"], row["site"]),
        };
    }

    static int Pixels(CsvRow row, string column) =>
        Numbers.TryParse(row[column], out int pixels)
            ? pixels
            : throw row.Error(column, $"'{row[column]}' is not a whole number");
}
