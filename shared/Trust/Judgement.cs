using Platform.Shared.Bundles;

namespace Platform.Shared.Trust;

/// <summary>What a bundle says of one embedding.</summary>
/// <param name="Probabilities">[C], calibrated</param>
/// <param name="Distance">from the training images; null where the bundle has no measure of it</param>
/// <param name="Unlike">the distance is above the bundle's threshold: the probabilities mean nothing then</param>
/// <param name="Set">classes that cannot be excluded at the bundle's coverage, the most probable first; null where it has none</param>
public sealed record Judgement(IReadOnlyList<float> Probabilities, double? Distance, bool? Unlike, IReadOnlyList<int>? Set)
{
    /// <summary>More than one class, so that the answer is not one diagnosis.</summary>
    public bool? Uncertain => Set is null ? null : Set.Count > 1;

    /// <summary>The one place that turns an embedding into an answer.</summary>
    /// <param name="embedding">[512]</param>
    public static Judgement Of(Bundle bundle, ReadOnlySpan<float> embedding)
    {
        var probabilities = new float[bundle.Head.Classes];
        bundle.Head.Probabilities(embedding, probabilities);
        var trust = bundle.Manifest.Trust;
        var distance = bundle.Density?.Distance(embedding);
        return new(probabilities, distance, distance is { } d && trust?.Unlike is { } unlike ? d > unlike.Threshold : null,
            trust?.Conformal is { } conformal ? ConformalSets.Set(conformal, probabilities) : null);
    }
}
