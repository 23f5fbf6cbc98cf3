using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// Where images are points, so that sets of them have distances; the network that makes it gives the measures their
/// names.
/// </summary>
public interface IFeatureSpace : IDisposable
{
    string FrechetName { get; }
    string KernelName { get; }

    /// <summary>What the network is and how it sees images, for the report.</summary>
    object Description { get; }

    /// <summary>
    /// Whether the kernel distance is of standardised features, because no published figures are to be met.
    /// </summary>
    bool StandardisesKernel { get; }

    /// <returns>[N, D]</returns>
    Tensor Embed(ImageSet images, int side, Action<int> report);
}
