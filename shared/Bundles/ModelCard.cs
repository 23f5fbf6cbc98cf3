using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Shared.Imaging;

namespace Platform.Shared.Bundles;

/// <summary>
/// MODEL_CARD.md: bundle.json for people, and nothing that is not in it. Mitchell et al. 2019, "Model cards for model
/// reporting".
/// </summary>
public static class ModelCard
{
    public static string Write(BundleManifest manifest)
    {
        var card = new StringBuilder();
        card.Append(
            CultureInfo.InvariantCulture,
            $"# {manifest.Name} {manifest.Version}\n\n**Intended use: {manifest.IntendedUse}.**\n\n"
        );
        card.Append(
            CultureInfo.InvariantCulture,
            $"Created {manifest.Created:yyyy-MM-dd HH:mm} UTC from source commit `{manifest.SourceCommit}`; bundle "
                + $"schema {manifest.SchemaVersion}.\n"
        );

        Section(card, "Classes", ["code", "name"], manifest.Classes.Select(c => new[] { c.Code, c.Name }));
        var p = manifest.Preprocessing;
        card.Append(
            CultureInfo.InvariantCulture,
            $"\n## Preprocessing\n\n{p.Side} x {p.Side} pixels, {p.ChannelOrder}; orientation: {p.Orientation}; "
                + $"colours: converted to sRGB by the image's profile; resize: {PreprocessingSpec.Name(p.Fit)}; "
                + $"filter: {p.Filter}; colour constancy: {PreprocessingSpec.Name(p.Colour)}.\n"
        );
        if (manifest.Training.GetValueOrDefault("head") is { ValueKind: JsonValueKind.Object } head)
            card.Append(Copies(head.Text("Symmetry")));
        Precision(card, manifest);
        ModelCardTrust.Calibration(card, manifest);
        ModelCardTrust.Priors(card, manifest);
        ModelCardBaselines.Write(card, manifest.Evaluation);
        ModelCardTrust.Malignancy(card, manifest);
        ModelCardTrust.Limits(card, manifest);
        Subgroups(card, manifest.Evaluation?.At("subgroups"));
        card.Append(CultureInfo.InvariantCulture, $"\n## Memorisation\n\n{MemorisationLine(manifest)}\n");
        Section(
            card,
            manifest.Precision is null || manifest.Quantisation is null
                ? "Metrics"
                : "Metrics (knn_, paper_, split_ and random_encoder_ are of the float32 encoder)",
            ["metric", "value"],
            manifest.Metrics.Select(m => new[] { m.Key, m.Value.ToString("0.####", CultureInfo.InvariantCulture) })
        );
        foreach (var (name, file) in manifest.Files.Where(f => f.Value.Inputs.Count > 0))
            Section(
                card,
                name,
                ["tensor", "type", "shape", "range", "unit"],
                file.Inputs.Select(t => Row("in", t)).Concat(file.Outputs.Select(t => Row("out", t)))
            );
        Section(
            card,
            "Training data",
            ["data set", "SHA-256 of its manifest"],
            manifest.DataManifests.Select(d => new[] { d.Key, d.Value })
        );
        foreach (var notice in manifest.TrainingDataNotices)
            card.Append(CultureInfo.InvariantCulture, $"\n- {notice}");
        if (DataSheet.LicencesLine(manifest) is { } licences)
            card.Append(CultureInfo.InvariantCulture, $"\n- {licences}");
        if (manifest.TrainingDataNotices.Count > 0 || DataSheet.LicencesLine(manifest) is not null)
            card.Append('\n');
        foreach (var (stage, configuration) in manifest.Training)
            card.Append(
                CultureInfo.InvariantCulture,
                $"\n## Training: {stage}\n\n```json\n{configuration.GetRawText()}\n```\n"
            );
        return card.ToString();
    }

    /// <summary>What audit found, in one line.</summary>
    internal static string AuditLine(JsonElement audit)
    {
        var spaces = string.Join(
            "; ",
            audit
                .GetProperty("spaces")
                .EnumerateObject()
                .Select(s =>
                    $"by {s.Name} {s.Value.Number("membership_area")} [{s.Value.Number("membership_area_low")}, "
                    + $"{s.Value.Number("membership_area_high")}]"
                )
        );
        return $"Audit of {audit.Text("synthetic_images")} drawn images against {audit.Text("training_images")} "
            + $"training and {audit.Text("held_out_images")} held-out ones: "
            + $"{audit.Share("copy_share")} are copies of training images, of held-out images "
            + $"{audit.Share("copy_share_held_out")} look so; area of membership inference {spaces}, where 0.5 "
            + $"is guessing. "
            + (
                audit.GetProperty("passed").GetBoolean()
                    ? "Passed."
                    : $"**FAILED, and published all the same: "
                        + $"{string.Join("; ", audit.GetProperty("failures").EnumerateArray())}.**"
            );
    }

    static string MemorisationLine(BundleManifest manifest) =>
        manifest.Audit is { } audit ? AuditLine(audit)
        : manifest.WithoutGenerator is true ? "This bundle has no generator and draws no images."
        : $"Whether the generator gives away its training images: {DataSheet.NotMeasured}.";

    /// <param name="symmetry">as the head's configuration names it</param>
    static string Copies(string symmetry) =>
        symmetry switch
        {
            "Mirror" => "\nThe embedding is the mean over the picture and its mirror image.\n",
            "Square" => "\nThe embedding is the mean over eight copies of the picture, flipped and turned.\n",
            _ => "",
        };

    static string PrecisionLine(BundleManifest manifest) =>
        manifest.Precision is null
            ? "float32."
            : "int8: the encoder computes in 8-bit integers (uint8 activations, int8 weights); the head in float32.";

    static void Precision(StringBuilder card, BundleManifest manifest)
    {
        card.Append(CultureInfo.InvariantCulture, $"\n## Precision\n\n{PrecisionLine(manifest)}{Drawing(manifest)}\n");
        Synthesis(card, manifest.Synthesis);
        if (manifest.Quantisation is not { } q)
            return;
        Section(
            card,
            $"float32 and int8 on {q.HeldOutImages} {(q.HeldOut ? "held-out" : "test")} images",
            ["", "float32", "int8"],
            new (string, Func<PrecisionFigures, string>)[]
            {
                ("accuracy", f => Percent(f.Accuracy)),
                ("balanced accuracy", f => Percent(f.BalancedAccuracy)),
                (
                    "expected calibration error",
                    f => f.CalibrationError.ToString("0.####", CultureInfo.InvariantCulture)
                ),
                ("encoder.onnx, MB", f => (f.EncoderBytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)),
            }.Select(row => new[] { row.Item1, row.Item2(q.Float32), row.Item2(q.Int8) })
        );
        card.Append(
                CultureInfo.InvariantCulture,
                $"\nEmbeddings differ by {Percent(q.MeanDifference)} on average (of the mean value) and "
                    + $"{Percent(q.MaxDifference)} at most (of the largest). Ranges from {q.CalibrationImages} "
                    + $"training images. "
            )
            .Append(
                q.Kept
                    ? "Calibration, prediction sets and distances were fitted on int8 embeddings; the head's "
                        + "weights on float32 ones.\n"
                    : "float32 is served, because int8 would lose too much.\n"
            );
    }

    static string Drawing(BundleManifest manifest) =>
        manifest switch
        {
            { GeneratorPrecision: not null } =>
                " The generator's wide convolutions compute in 8-bit integers, the rest of it in float32.",
            { Precision: not null, WithoutGenerator: null } => " The generator computes in float32.",
            _ => "",
        };

    static void Synthesis(StringBuilder card, SynthesisSpec? synthesis)
    {
        if (synthesis is not { } s)
            return;
        Section(
            card,
            $"Images drawn in float32 and in int8, {s.Sets} sets of {s.Images}, against {s.HeldOutImages} held-out "
                + $"photographs by the embeddings of {s.Space}",
            ["", "float32", "int8", "deviation of a set"],
            new[] { ("Fréchet distance", s.Frechet, 1), ("kernel distance x 1000", s.Kernel, 1000) }
                .Select(row =>
                    new[]
                    {
                        row.Item1,
                        Number(row.Item3 * row.Item2.Float32),
                        Number(row.Item3 * row.Item2.Int8),
                        Number(row.Item3 * row.Item2.Deviation),
                    }
                )
                .Append([
                    "generator.onnx, MB",
                    (s.Float32Bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture),
                    (s.Int8Bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture),
                    "",
                ])
        );
        card.Append(
                CultureInfo.InvariantCulture,
                $"\nFrom the same latents a byte of a pixel differs by {s.MeanLevels:0.0} of 255 levels on average. "
                    + $"Ranges from {s.CalibrationImages} drawn images. "
            )
            .Append(
                s.Kept
                    ? "An audit is of images drawn in float32.\n"
                    : "float32 draws, because a distance would rise by more than its own deviation.\n"
            );
    }

    static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    static void Subgroups(StringBuilder card, JsonElement? subgroups)
    {
        var rows = subgroups?.EnumerateArray().ToArray() ?? [];
        Section(
            card,
            "By group of persons",
            ["", "group", "images", "lesions", "accuracy", "balanced accuracy", "set coverage"],
            rows.Select(r =>
                new[]
                {
                    r.Text("dimension"),
                    r.Text("group"),
                    r.Text("images"),
                    r.Text("lesions"),
                    r.Share("accuracy"),
                    r.Share("balanced_accuracy"),
                    r.Share("coverage"),
                }
            ),
            DataSheet.NotMeasured
        );
        if (
            rows.Where(r => r.GetProperty("few").GetBoolean())
                .Select(r => $"{r.Text("dimension")}: {r.Text("group")} ({r.Text("images")})")
                .ToArray() is
            { Length: > 0 } few
        )
            card.Append(
                CultureInfo.InvariantCulture,
                $"\n**Too few images to speak of: {string.Join("; ", few)}.** The skin tone is estimated from the "
                    + $"picture, without a calibrated camera.\n"
            );
    }

    static string[] Row(string direction, TensorSpec t) =>
        [
            $"{direction} `{t.Name}`",
            t.Type,
            $"[{string.Join(", ", t.Shape.Select(d => d < 0 ? "N" : $"{d}"))}]",
            t.Range,
            t.Unit,
        ];

    internal static void Section(
        StringBuilder card,
        string title,
        string[] columns,
        IEnumerable<string[]> rows,
        string none = "None recorded"
    )
    {
        card.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        var lines = rows.Select(r =>
                $"| {string.Join(" | ", r.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n"
            )
            .ToArray();
        if (lines.Length == 0)
        {
            card.Append(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(none[0])}{none[1..]}.\n");
            return;
        }
        card.Append(
            CultureInfo.InvariantCulture,
            $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n"
        );
        foreach (var line in lines)
            card.Append(line);
    }
}
