using Platform.Shared.Head;

namespace Platform.Shared.Trust;

/// <summary>What a model says of one embedding.</summary>
/// <param name="Probabilities">[C], calibrated</param>
/// <param name="Distance">from the training images; null where the model has no measure of it</param>
/// <param name="Unlike">the distance is above the model's threshold: the probabilities mean nothing then</param>
/// <param name="Set">
/// classes that cannot be excluded at the model's coverage, the most probable first; null where it has none
/// </param>
/// <param name="Training">
/// [C], the probabilities where the classes are as frequent as among the training images; null where the model does not
/// say for which shares its probabilities are
/// </param>
/// <param name="Uniform">[C], where all classes are equally frequent; null likewise</param>
/// <param name="Malignancy">
/// of <paramref name="Training"/>, summed over the malignant classes; null where the model names none
/// </param>
public sealed record Judgement(
    float[] Probabilities,
    double? Distance,
    bool? Unlike,
    IReadOnlyList<int>? Set,
    float[]? Training,
    float[]? Uniform,
    Malignancy? Malignancy
)
{
    /// <summary>The one place that turns an embedding into an answer.</summary>
    /// <param name="head">calibrated</param>
    /// <param name="trust">null where the model does not tell what it does not know</param>
    /// <param name="density">null where the model has no measure of distance</param>
    /// <param name="embedding">[512]</param>
    public static Judgement Of(
        LinearHead head,
        TrustSpec? trust,
        EmbeddingDensity? density,
        ReadOnlySpan<float> embedding
    )
    {
        var probabilities = new float[head.Classes];
        head.Probabilities(embedding, probabilities);
        var training = trust?.Priors is { } shares
            ? ClassPriors.Adjust(probabilities, shares.Answer, shares.Training)
            : null;
        var distance = density?.Distance(embedding);
        return new(
            probabilities,
            distance,
            distance is { } d && trust?.Unlike is { } unlike ? d > unlike.Threshold : null,
            trust?.Conformal is { } conformal ? ConformalSets.Set(conformal, probabilities) : null,
            training,
            trust?.Priors is { } priors
                ? ClassPriors.Adjust(probabilities, priors.Answer, ClassPriors.Uniform(head.Classes))
                : null,
            trust?.Malignancy is { } malignancy ? OperatingPoints.Of(malignancy, training!) : null
        );
    }

    /// <summary>The probabilities for one or another frequency of the classes.</summary>
    /// <returns>[C]</returns>
    /// <exception cref="InputException">The model does not say for which its own are.</exception>
    public float[] For(Prior prior) =>
        prior switch
        {
            Prior.Own => Probabilities,
            Prior.Training => Training,
            _ => Uniform,
        }
        ?? throw new InputException(
            $"prior {prior.ToString().ToLowerInvariant()}: this bundle does not say for which class shares its "
                + "probabilities are; publish it again with a head that was calibrated"
        );
}
