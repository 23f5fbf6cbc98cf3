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

    /// <summary>Of a data set that tells nothing more.</summary>
    public static readonly IReadOnlyDictionary<string, string> NothingKept = new Dictionary<string, string>();

    static readonly string[] Columns = ["image", "source", "lesion", "label", "split", "sha256", "width", "height"],
        SubjectColumns = ["age", "sex", "site"],
        MoreColumns = [SkinTone, PatientColumn, LicenceColumn];

    const string SkinTone = "skin_tone",
        PatientColumn = "patient",
        LicenceColumn = "licence";

    public Subject Subject { get; init; } = Subject.Unknown;

    /// <summary>Identifier of the patient; empty where the data set names none.</summary>
    public string Patient { get; init; } = "";

    /// <summary>Licence of this image; empty where the data set names none.</summary>
    public string Licence { get; init; } = "";

    /// <summary>What the data set tells beside that, by the publisher's column.</summary>
    public IReadOnlyDictionary<string, string> Kept { get; init; } = NothingKept;

    /// <summary>
    /// The columns age, sex and site are there if any row has one; skin_tone, patient, licence and those that are kept
    /// each if a row has it.
    /// </summary>
    public static void Write(string path, IReadOnlyList<ManifestRow> rows)
    {
        var columns = new List<(string Name, Func<ManifestRow, string> Value)>
        {
            ("image", r => r.Image),
            ("source", r => r.Source),
            ("lesion", r => r.Lesion),
            ("label", r => r.Label),
            ("split", r => r.Split),
            ("sha256", r => r.Sha256),
            ("width", r => $"{r.Width}"),
            ("height", r => $"{r.Height}"),
        };
        if (rows.Any(r => (r.Subject with { SkinTone = "" }) != Subject.Unknown))
            columns.AddRange([("age", r => r.Subject.Age), ("sex", r => r.Subject.Sex), ("site", r => r.Subject.Site)]);
        (string Name, Func<ManifestRow, string> Value)[] more =
        [
            (SkinTone, r => r.Subject.SkinTone),
            (PatientColumn, r => r.Patient),
            (LicenceColumn, r => r.Licence),
            .. rows.SelectMany(r => r.Kept.Keys)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(name => (name, (Func<ManifestRow, string>)(r => r.Kept.GetValueOrDefault(name, "")))),
        ];
        columns.AddRange(more.Where(c => rows.Any(r => c.Value(r) != "")));
        CsvTable.Write(
            path,
            [.. columns.Select(c => c.Name)],
            rows.Select(r => columns.Select(c => c.Value(r)).ToArray())
        );
    }

    /// <exception cref="InputException">Not a manifest; names line and column.</exception>
    public static IReadOnlyList<ManifestRow> Read(string path) =>
        [.. CsvTable.Read(path, Columns, [.. SubjectColumns, .. MoreColumns]).Select(Of)];

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
            Subject = new(row["age"], row["sex"], row["site"]) { SkinTone = row[SkinTone] },
            Patient = row[PatientColumn],
            Licence = row[LicenceColumn],
            Kept = KeptOf(row),
        };
    }

    static IReadOnlyDictionary<string, string> KeptOf(CsvRow row)
    {
        string[] kept =
        [
            .. row
                .Header.Except(Columns)
                .Except(SubjectColumns)
                .Except(MoreColumns)
                .Where(c => c != "" && row[c] != ""),
        ];
        return kept.Length == 0 ? NothingKept : kept.ToDictionary(c => c, c => row[c]);
    }

    static int Pixels(CsvRow row, string column) =>
        Numbers.TryParse(row[column], out int pixels)
            ? pixels
            : throw row.Error(column, $"'{row[column]}' is not a whole number");
}
