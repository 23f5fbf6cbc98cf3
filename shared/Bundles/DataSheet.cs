using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Shared.Bundles;

/// <summary>
/// DATA_SHEET.md: the data that a bundle was made from, as far as it was counted. Gebru et al. 2021, "Datasheets for
/// datasets".
/// </summary>
public static class DataSheet
{
    public const string NotMeasured = "not measured";

    public static string Write(BundleManifest manifest)
    {
        var sheet = new StringBuilder();
        sheet.Append(
            CultureInfo.InvariantCulture,
            $"# Data of {manifest.Name} {manifest.Version}\n\n**Intended use: {manifest.IntendedUse}.**\n\n## "
                + $"Licences\n\n"
        );
        sheet.Append(
            manifest.TrainingDataNotices.Count == 0
                ? "None recorded.\n"
                : string.Concat(manifest.TrainingDataNotices.Select(n => $"- {n}\n"))
        );
        if (LicencesLine(manifest) is { } licences)
            sheet.Append(CultureInfo.InvariantCulture, $"\n{licences}\n");
        sheet.Append(
            "\n## Manifests\n\nEach data set is named by the SHA-256 of its manifest, which lists every image with "
                + "its lesion, label, split and hash.\n\n"
        );
        foreach (var (name, sha256) in manifest.DataManifests)
            sheet.Append(CultureInfo.InvariantCulture, $"- {name}: `{sha256}`\n");
        sheet.Append("\n## Labelled images\n\n");
        if (manifest.Data is { } data)
            Counts(sheet, data);
        else
            sheet.Append(CultureInfo.InvariantCulture, $"Counts: {NotMeasured}.\n");
        Synthetic(sheet, manifest);
        return sheet.ToString();
    }

    static void Counts(StringBuilder sheet, JsonElement data)
    {
        sheet.Append(
            CultureInfo.InvariantCulture,
            $"{data.Text("images")} images of {data.Text("lesions")} lesions{Patients(data)} from {data.Text("name")}; "
                + $"{data.Text("rejected")} rows or files were left out. "
                + $"Split by {data.Text("split")}, {data.Text("test_share")} held out, seed {data.Text("seed")}.\n"
        );
        foreach (var dimension in data.GetProperty("groups").EnumerateObject())
        {
            sheet.Append(
                CultureInfo.InvariantCulture,
                $"\n### By {dimension.Name}\n\n| {dimension.Name} | train | test |\n|---|---|---|\n"
            );
            foreach (var row in dimension.Value.EnumerateArray())
                sheet.Append(
                    CultureInfo.InvariantCulture,
                    $"| {row.Text("group")} | {row.Text("train")} | {row.Text("test")} |\n"
                );
        }
        LeftOut(sheet, data);
        foreach (
            var absent in new[] { "age", "sex", "site" }.Where(d =>
                !data.GetProperty("groups").TryGetProperty(d, out _)
            )
        )
            sheet.Append(CultureInfo.InvariantCulture, $"\nBy {absent}: not told by the data set.\n");
    }

    static string Patients(JsonElement data) =>
        data.At("patients") is { ValueKind: JsonValueKind.Number } count ? $" of {count} patients" : "";

    /// <summary>Why rows and files were left out; nothing of a bundle of a release that did not count it.</summary>
    static void LeftOut(StringBuilder sheet, JsonElement data)
    {
        if (data.At("left_out") is not { ValueKind: JsonValueKind.Array } reasons || reasons.GetArrayLength() == 0)
            return;
        sheet.Append("\n### Left out\n\n| reason | rows or files |\n|---|---|\n");
        foreach (var row in reasons.EnumerateArray())
            sheet.Append(CultureInfo.InvariantCulture, $"| {row.Text("reason")} | {row.Text("rows")} |\n");
    }

    /// <summary>The licences of the labelled images in one line; null where none is known.</summary>
    internal static string? LicencesLine(BundleManifest manifest) =>
        manifest.Data?.At("licences") is { ValueKind: JsonValueKind.Array } licences && licences.GetArrayLength() > 0
            ? "Licences of the labelled images, by their publisher: "
                + string.Join("; ", licences.EnumerateArray().Select(Licence))
                + "."
            : null;

    static string Licence(JsonElement row) =>
        $"{row.Text("group")} ({row.GetProperty("train").GetInt32() + row.GetProperty("test").GetInt32()} images)";

    static void Synthetic(StringBuilder sheet, BundleManifest manifest)
    {
        if (manifest.WithoutGenerator is true)
            return;
        sheet.Append("\n## Synthetic images\n\nA drawn image is not anonymous because it is drawn. ");
        sheet.Append(
            manifest.Audit is { } audit
                ? ModelCard.AuditLine(audit)
                : $"Whether this bundle's generator gives away its training images: {NotMeasured}."
        );
        sheet.Append('\n');
    }
}
