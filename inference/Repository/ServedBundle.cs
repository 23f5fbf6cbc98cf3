using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;

namespace Platform.Inference.Repository;

/// <summary>
/// A loaded bundle and how many use it: it is unloaded when the repository and the last request have let it go.
/// </summary>
public sealed class ServedBundle
{
    public const string GeneratorSuffix = "-generator";
    readonly ImageSampler? sampler;
    int users = 1; // the repository

    public Bundle Bundle { get; }
    public BundleManifest Manifest => Bundle.Manifest;
    public string Name => Manifest.Name;
    public string Version => Manifest.Version;
    public SemanticVersion Order { get; }
    public string Group { get; }

    /// <summary>What is wrong with its files since it was loaded; null while they are as they were.</summary>
    /// <remarks>Its answers are right all the same: they come from the bytes that were checked.</remarks>
    public string? Fault { get; internal set; }

    /// <summary>Of its folder, when that was last looked at.</summary>
    internal string Fingerprint { get; set; } = "";

    public MapShape FeatureMap { get; }
    public ImageBatcher Batcher { get; }

    /// <exception cref="Shared.InputException">The bundle has no generator.</exception>
    public ImageSampler Sampler =>
        sampler
        ?? throw new Shared.InputException(
            $"bundle {Name} {Version} was published without a generator and draws no images"
        );

    public bool HasGenerator => sampler is not null;

    /// <summary>
    /// What the two models of a bundle have done: the classifier has the bundle's name, the generator that with a
    /// suffix.
    /// </summary>
    public ModelCounters Classifications { get; }
    public ModelCounters Generations { get; }

    /// <summary>Runs both networks once, so that memory and kernels are there before the first caller is.</summary>
    /// <param name="bundle">becomes this object's when it is made</param>
    public ServedBundle(Bundle bundle, string group, BatchingOptions options, ServingMetrics metrics)
    {
        (Bundle, Group) = (bundle, group);
        Order =
            SemanticVersion.TryParse(Version)
            ?? throw new Shared.InputException(
                $"{bundle.Folder}: version '{Version}' is not major.minor.patch; publish the bundle again"
            );
        sampler = bundle.HasGenerator ? new(bundle.Generator) : null;
        sampler?.Pixels(seed: 0, index: 0, psi: 0);
        var (side, n) = (Manifest.Preprocessing.Side, options.MaxBatchSize);
        var map = bundle.Encoder.Run(
            [new TensorData("pixels", new byte[n * side * side * 3], n, side, side, 3)],
            "feature_map"
        )[0]; // [N, 512, h, w]
        FeatureMap = new((int)map.Shape[2], (int)map.Shape[3]);
        Classifications = new(metrics, Name, Version);
        Generations = new(metrics, Name + GeneratorSuffix, Version);
        Batcher = new(bundle, options, FeatureMap, Classifications.Ran);
        NativeHeap.Trim();
    }

    /// <summary>False when it is already unloaded: look for its successor.</summary>
    public bool TryUse()
    {
        for (var seen = Volatile.Read(ref users); seen > 0; seen = Volatile.Read(ref users))
            if (Interlocked.CompareExchange(ref users, seen + 1, seen) == seen)
                return true;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref users) > 0)
            return;
        Batcher.Dispose();
        Bundle.Dispose();
        NativeHeap.Trim();
    }
}
