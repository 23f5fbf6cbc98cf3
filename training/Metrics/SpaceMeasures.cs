using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>How far a set of images lies from its reference in one feature space.</summary>
public sealed record SetMeasures(
    string Images,
    string Reference,
    string Kind,
    FrechetDistance Frechet,
    KernelDistance Kernel,
    PrecisionRecall Shares
);

/// <summary>All comparisons in one feature space.</summary>
/// <param name="StandardisedKernel">whether the kernel distances are of standardised features</param>
public sealed record SpaceMeasures(
    string FrechetName,
    string KernelName,
    bool StandardisedKernel,
    object Description,
    IReadOnlyList<SetMeasures> Sets
)
{
    /// <param name="embedded">embeddings [N, D] of a set of <see cref="ComparedSets.Pairs"/> by name</param>
    public static SpaceMeasures Of(IFeatureSpace space, Func<string, Tensor> embedded, int seed, Action<int> report) =>
        new(
            space.FrechetName,
            space.KernelName,
            space.StandardisesKernel,
            space.Description,
            [
                .. ComparedSets.Pairs.Select(
                    (pair, i) =>
                    {
                        var (x, y) = (embedded(pair.Images), embedded(pair.Reference));
                        var kernel = space.StandardisesKernel
                            ? KernelDistance.Standardised(x, y, seed)
                            : KernelDistance.Between(x, y, seed);
                        var measures = new SetMeasures(
                            pair.Images,
                            pair.Reference,
                            pair.Kind,
                            FrechetDistance.Between(x, y),
                            kernel,
                            PrecisionRecall.Between(x, y)
                        );
                        report(i + 1);
                        return measures;
                    }
                ),
            ]
        );

    /// <summary>In words, for the reports.</summary>
    public string KernelFeatures => StandardisedKernel ? "standardised by the reference" : "as the network gives them";

    public object ToJson() =>
        new
        {
            frechet = FrechetName,
            kernel = KernelName,
            space = Description,
            covariance_divisor = FrechetDistance.CovarianceDivisor,
            kernel_subsets = KernelDistance.Subsets,
            kernel_features = KernelFeatures,
            neighbours = PrecisionRecall.Neighbours,
            sets = Sets.Select(s => new
            {
                images = s.Images,
                against = s.Reference,
                kind = s.Kind,
                frechet = s.Frechet.Value,
                frechet_clipped_eigenvalues = s.Frechet.Clipped,
                kernel_mean = s.Kernel.Mean,
                kernel_std = s.Kernel.Deviation,
                precision = s.Shares.Precision,
                recall = s.Shares.Recall,
            }),
        };
}
