using Platform.CommandLine;

namespace Platform.Training.Metrics;

/// <summary>How close synthetic images come to single training images, with held-out images as the yardstick.</summary>
/// <param name="Memorised">by kind of distance</param>
/// <param name="NearestEmbedding">for each synthetic image, the training image that is nearest by embedding</param>
/// <param name="NearestPixels">the same by pixels</param>
sealed record Closeness(
    IReadOnlyDictionary<string, Memorisation> Memorised,
    IReadOnlyList<int> NearestEmbedding,
    IReadOnlyList<int> NearestPixels
)
{
    public static Closeness Of(ComparedSets sets, EmbeddedSets embedded, CancellationToken cancel)
    {
        var nearest = new NearestReal(NearestReal.Rows(sets.Train.ToList(), sets.Side), NearestReal.Side);
        IReadOnlyList<NearestReal.Match> Nearest(ImageSet set) =>
            Progress.Run(
                $"nearest ({set.Name})",
                set.Count,
                "images",
                cancel,
                report => nearest.Of(NearestReal.Rows(set.ToList(), sets.Side), report)
            );
        var (pixelHeld, pixelFound) = (Nearest(sets.HeldOut), Nearest(sets.Synthetic));
        var (embeddedHeld, embeddedFound) = (
            Metrics.NearestEmbedding.Of(embedded.HeldOut, embedded.Train),
            Metrics.NearestEmbedding.Of(embedded.Synthetic, embedded.Train)
        );
        var memorised = new Dictionary<string, Memorisation>
        {
            ["embedding"] = Memorisation.Of(
                [.. embeddedFound.Select(m => m.Distance)],
                [.. embeddedHeld.Select(m => m.Distance)]
            ),
            ["pixels"] = Memorisation.Of(
                [.. pixelFound.Select(m => (double)m.Distance)],
                [.. pixelHeld.Select(m => (double)m.Distance)]
            ),
            ["pixels_relative"] = Memorisation.Of(
                [.. pixelFound.Select(m => (double)m.Ratio)],
                [.. pixelHeld.Select(m => (double)m.Ratio)]
            ),
        };
        return new(memorised, [.. embeddedFound.Select(m => m.Nearest)], [.. pixelFound.Select(m => m.Nearest[0])]);
    }
}
