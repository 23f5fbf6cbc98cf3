using Platform.Shared.Head;
using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.HeadFitting;

/// <summary>A head on an encoder, not calibrated.</summary>
/// <param name="L2">weight of its L2 term</param>
/// <param name="Embeddings">[E] of all labelled images</param>
/// <param name="Test">what it says of the held-out ones</param>
sealed record FittedHead(LinearHead Head, float L2, IReadOnlyList<float[]> Embeddings, Predictions Test)
{
    /// <summary>
    /// Its answers to the held-out images, calibrated on the images that were kept from it, where there are such.
    /// </summary>
    /// <param name="fit">positions of the images that it was fitted on</param>
    /// <param name="kept">positions of those to calibrate on</param>
    /// <param name="weights">that it was fitted with</param>
    public Cases Answers(
        LabelledImages images,
        int[] fit,
        int[] kept,
        IReadOnlyList<string> classes,
        TrustOptions options,
        ClassWeights weights
    )
    {
        T[] At<T>(IReadOnlyList<T> all, int[] positions) => [.. positions.Select(p => all[p])];
        var fitted =
            kept.Length == 0
                ? null
                : ProbabilityFit.Of(
                    Head,
                    FittedShares.Of(At(images.Labels, fit), classes.Count, weights),
                    classes,
                    At(Embeddings, kept),
                    At(images.Labels, kept),
                    At(images.Lesions, kept),
                    options
                );
        return Cases.Of(
            Head,
            fitted is null ? Head : Head.Calibrated(fitted.Calibration),
            fitted?.Trust,
            null,
            At(Embeddings, images.Test),
            classes,
            [.. Enumerable.Range(0, classes.Count)],
            At(images.Labels, images.Test),
            At(images.Lesions, images.Test)
        );
    }
}
