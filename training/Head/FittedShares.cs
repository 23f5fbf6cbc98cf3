using Platform.Shared.Trust;

namespace Platform.Training.Head;

/// <summary>Class shares that a head was fitted with.</summary>
/// <param name="Images">[C] of the images; sum to 1</param>
/// <param name="Head">[C] that its own probabilities are for: equal ones where classes were weighted alike</param>
public sealed record FittedShares(IReadOnlyList<double> Images, IReadOnlyList<double> Head)
{
    /// <param name="labels">of the images that it was fitted on; every class occurs</param>
    public static FittedShares Of(IReadOnlyList<int> labels, int classes, ClassWeights weights)
    {
        var images = ClassPriors.Of(labels, classes);
        return new(images, weights == ClassWeights.Balanced ? ClassPriors.Uniform(classes) : images);
    }

    /// <summary>
    /// [C], what makes its logits those for the shares of the images; null where they are. Menon et al. 2021, equation
    /// 9, arXiv 2007.07314.
    /// </summary>
    public IReadOnlyList<double>? Shift =>
        Images.SequenceEqual(Head) ? null : [.. Images.Zip(Head, (image, head) => Math.Log(image / head))];
}
