using Platform.Shared.Imaging;

namespace Platform.Training.Metrics;

/// <summary>What the folder of metrics holds.</summary>
static class MetricsFiles
{
    const int ShownPairs = 20,
        PairColumns = 4,
        ShownSamples = 64,
        SampleColumns = 8;

    public static void Write(string folder, MetricsReport report, Closeness closeness)
    {
        var sets = report.Sets;
        File.WriteAllText(Path.Combine(folder, "metrics.json"), report.Json());
        File.WriteAllText(Path.Combine(folder, "metrics.md"), report.Markdown());
        File.WriteAllBytes(
            Path.Combine(folder, "samples.png"),
            ImageGrid.Png(sets.Synthetic.Take(ShownSamples).ToList(), sets.Side, SampleColumns)
        );
        File.WriteAllBytes(
            Path.Combine(folder, "closest-embedding.png"),
            Pairs(sets, closeness.Memorised["embedding"], closeness.NearestEmbedding)
        );
        File.WriteAllBytes(
            Path.Combine(folder, "closest-pixels.png"),
            Pairs(sets, closeness.Memorised["pixels"], closeness.NearestPixels)
        );
    }

    /// <summary>The closest synthetic images, each beside the training image that it is nearest to.</summary>
    static byte[] Pairs(ComparedSets sets, Memorisation memorisation, IReadOnlyList<int> nearest)
    {
        var pairs = memorisation
            .Closest.Take(ShownPairs)
            .SelectMany(i => new[] { sets.Train.Image(nearest[i]), sets.Synthetic.Image(i) });
        return ImageGrid.Png([.. pairs], sets.Side, 2 * PairColumns);
    }
}
