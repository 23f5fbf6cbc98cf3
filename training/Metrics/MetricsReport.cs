using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Shared.Formats;

namespace Platform.Training.Metrics;

/// <summary>metrics.json and metrics.md of one set of synthetic images.</summary>
/// <param name="Source">of the synthetic images: their folder, or the GAN run with its psi and seed</param>
/// <param name="Wasserstein">of each pair: side of each level and its distance</param>
/// <param name="Memorised">by kind of distance</param>
public sealed record MetricsReport(
    object Source,
    string Dataset,
    string ManifestSha256,
    int Seed,
    ComparedSets Sets,
    SlicedWasserstein Patches,
    IReadOnlyList<SpaceMeasures> Spaces,
    IReadOnlyList<IReadOnlyList<(int Side, double Distance)>> Wasserstein,
    IReadOnlyDictionary<string, Memorisation> Memorised
)
{
    static readonly FileContract Contract = new("image metrics", 1, "metrics");
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string Json() =>
        Contract.Text(
            new
            {
                synthetic = Source,
                dataset = Dataset,
                manifest_sha256 = ManifestSha256,
                seed = Seed,
                side = Sets.Side,
                images_each = Sets.Size,
                training_images = Sets.Train.Count,
                held_out_images = Sets.HeldOut.Count,
                synthetic_images = Sets.Synthetic.Count,
                spaces = Spaces.Select(s => s.ToJson()),
                sliced_wasserstein = new
                {
                    patches = Patches.Patches,
                    directions = Patches.Directions,
                    sets = ComparedSets.Pairs.Zip(
                        Wasserstein,
                        (pair, levels) =>
                            new
                            {
                                images = pair.Images,
                                against = pair.Reference,
                                kind = pair.Kind,
                                mean = levels.Average(l => l.Distance),
                                levels = levels.ToDictionary(l => $"{l.Side}", l => l.Distance),
                            }
                    ),
                },
                memorisation = Memorised.ToDictionary(m => m.Key, m => m.Value.ToJson()),
            },
            Indented
        ) + "\n";

    public string Markdown()
    {
        var text = new StringBuilder("# Synthetic images against real ones\n\n");
        Line(
            $"Data: {Dataset} at {Sets.Side} px, {Sets.Train.Count:N0} training and {Sets.HeldOut.Count:N0} "
                + $"held-out images; {Sets.Synthetic.Count:N0} synthetic. Synthetic: "
                + $"`{JsonSerializer.Serialize(Source)}`."
        );
        Line(
            $"Every set has {Sets.Size:N0} images. Floor: what two sets of real images give. Ceiling: what spoilt "
                + $"real images give. A set nearer to training than to held-out images, beyond the floors' "
                + $"difference, is overfitted.\n"
        );
        foreach (var space in Spaces)
        {
            if (Sets.Size <= 512)
                Line(
                    $"**{Sets.Size} images are fewer than the space has dimensions: compare {space.FrechetName} "
                        + $"with its floor only, and rather {space.KernelName}.**\n"
                );
            Line($"## {space.FrechetName}\n\n`{JsonSerializer.Serialize(space.Description)}`\n");
            Line($"{space.KernelName}: of features {space.KernelFeatures}.\n");
            Table(
                [
                    "images",
                    "against",
                    "",
                    space.FrechetName,
                    $"{space.KernelName} x 1000 (sd of a subset)",
                    "precision",
                    "recall",
                ],
                space.Sets.Select(s =>
                    new[]
                    {
                        s.Images,
                        s.Reference,
                        s.Kind,
                        Number(s.Frechet.Value),
                        $"{Number(1000 * s.Kernel.Mean)} ({Number(1000 * s.Kernel.Deviation)})",
                        Number(s.Shares.Precision),
                        Number(s.Shares.Recall),
                    }
                )
            );
        }
        Line(
            $"## Sliced Wasserstein distance x 1000\n\n{Patches.Patches} patches of an image and level, "
                + $"{Patches.Directions} directions.\n"
        );
        Table(
            ["images", "against", "", "mean", .. Wasserstein[0].Select(l => $"{l.Side} px")],
            ComparedSets.Pairs.Zip(
                Wasserstein,
                (pair, levels) =>
                    (string[])
                        [
                            pair.Images,
                            pair.Reference,
                            pair.Kind,
                            Number(levels.Average(l => l.Distance)),
                            .. levels.Select(l => Number(l.Distance)),
                        ]
            )
        );
        Line(
            $"## Memorisation\n\nDistance of each image to its nearest training image. Without memorisation about 1 "
                + $"% of the synthetic images lie below the first percentile of the held-out ones.\n"
        );
        Table(
            [
                "distance",
                "held-out: 1st percentile",
                "held-out: median",
                "synthetic: median",
                "synthetic: least",
                "synthetic below the percentile",
            ],
            Memorised.Select(m =>
                new[]
                {
                    m.Key,
                    Number(m.Value.Threshold),
                    Number(Memorisation.Quantile(m.Value.HeldOut, 0.5)),
                    Number(Memorisation.Quantile(m.Value.Synthetic, 0.5)),
                    Number(m.Value.Synthetic.Min()),
                    string.Create(CultureInfo.InvariantCulture, $"{100 * m.Value.ShareBelow:0.0} %"),
                }
            )
        );
        Line(
            $"`closest-*.png` show the closest pairs, real beside synthetic: they contain patients' photographs and "
                + $"are not for publication."
        );
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
        void Table(string[] columns, IEnumerable<string[]> rows)
        {
            foreach (var row in new[] { columns, [.. columns.Select(_ => "---")] }.Concat(rows))
                text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
            text.Append('\n');
        }
    }

    /// <summary>Four significant figures.</summary>
    static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
