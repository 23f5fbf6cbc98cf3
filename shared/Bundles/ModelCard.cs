using System.Globalization;
using System.Text;

namespace Platform.Shared.Bundles;

/// <summary>MODEL_CARD.md: bundle.json for people, and nothing that is not in it. Mitchell et al. 2019, "Model cards for model reporting".</summary>
public static class ModelCard
{
    public static string Write(BundleManifest manifest)
    {
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"# {manifest.Name} {manifest.Version}\n\n**Intended use: {manifest.IntendedUse}.**\n\n");
        card.Append(CultureInfo.InvariantCulture, $"Created {manifest.Created:yyyy-MM-dd HH:mm} UTC from source commit `{manifest.SourceCommit}`; bundle schema {manifest.SchemaVersion}.\n");

        Section(card, "Classes", ["code", "name"], manifest.Classes.Select(c => new[] { c.Code, c.Name }));
        var p = manifest.Preprocessing;
        card.Append(CultureInfo.InvariantCulture, $"\n## Preprocessing\n\n{p.Side} x {p.Side} pixels, {p.ChannelOrder}; orientation: {p.Orientation}; resize: {p.Resize}; filter: {p.Filter}.\n");
        card.Append(CultureInfo.InvariantCulture, $"\n## Calibration\n\nTemperature {manifest.Calibration.Temperature}.\n");
        Section(card, "Metrics", ["metric", "value"], manifest.Metrics.Select(m => new[] { m.Key, m.Value.ToString("0.####", CultureInfo.InvariantCulture) }));
        foreach (var (name, file) in manifest.Files.Where(f => f.Value.Inputs.Count > 0))
            Section(card, name, ["tensor", "type", "shape", "range", "unit"],
                file.Inputs.Select(t => Row("in", t)).Concat(file.Outputs.Select(t => Row("out", t))));
        Section(card, "Training data", ["data set", "SHA-256 of its manifest"], manifest.DataManifests.Select(d => new[] { d.Key, d.Value }));
        foreach (var notice in manifest.TrainingDataNotices) card.Append(CultureInfo.InvariantCulture, $"\n- {notice}");
        if (manifest.TrainingDataNotices.Count > 0) card.Append('\n');
        foreach (var (stage, configuration) in manifest.Training)
            card.Append(CultureInfo.InvariantCulture, $"\n## Training: {stage}\n\n```json\n{configuration.GetRawText()}\n```\n");
        return card.ToString();
    }

    static string[] Row(string direction, TensorSpec t) =>
        [$"{direction} `{t.Name}`", t.Type, $"[{string.Join(", ", t.Shape.Select(d => d < 0 ? "N" : $"{d}"))}]", t.Range, t.Unit];

    static void Section(StringBuilder card, string title, string[] columns, IEnumerable<string[]> rows)
    {
        card.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        var lines = rows.Select(r => $"| {string.Join(" | ", r.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n").ToArray();
        if (lines.Length == 0) { card.Append("None recorded.\n"); return; }
        card.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var line in lines) card.Append(line);
    }
}
