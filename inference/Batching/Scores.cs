using Platform.Shared.Trust;

namespace Platform.Inference.Batching;

/// <summary>What a request wants beside the probabilities.</summary>
[Flags]
public enum Wanted
{
    Probabilities = 0,
    Embedding = 1,
    FeatureMap = 2,
}

/// <summary>One image's share of a batch.</summary>
/// <param name="Logits">[C]</param>
/// <param name="Probabilities">[C]</param>
/// <param name="Embedding">[512], where it was wanted</param>
/// <param name="FeatureMap">[512, h, w], where it was wanted</param>
/// <param name="Began">when its batch began to run, a Stopwatch timestamp</param>
/// <param name="Ended">when its batch had run</param>
public sealed record Scores(
    float[] Logits,
    float[] Probabilities,
    float[]? Embedding,
    float[]? FeatureMap,
    long Began,
    long Ended
)
{
    /// <summary>The bundle's own doubts, beside the probabilities.</summary>
    public required Judgement Judgement { get; init; }
}
