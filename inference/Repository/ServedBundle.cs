using Platform.Shared.Bundles;
using Platform.Shared.Sampling;

namespace Platform.Inference.Repository;

/// <summary>A loaded bundle and how many use it: it is unloaded when the repository and the last request have let it go.</summary>
public sealed class ServedBundle
{
    int users = 1;                                                                             // the repository

    public Bundle Bundle { get; }
    public BundleManifest Manifest => Bundle.Manifest;
    public string Name => Manifest.Name;
    public string Version => Manifest.Version;
    public SemanticVersion Order { get; }
    public string Group { get; }
    public ImageSampler Sampler { get; }

    public ServedBundle(Bundle bundle, string group)
    {
        (Bundle, Group) = (bundle, group);
        Order = SemanticVersion.TryParse(Version)!;
        Sampler = new(bundle.Generator);
    }

    /// <summary>False when it is already unloaded: look for its successor.</summary>
    public bool TryUse()
    {
        for (var seen = Volatile.Read(ref users); seen > 0; seen = Volatile.Read(ref users))
            if (Interlocked.CompareExchange(ref users, seen + 1, seen) == seen) return true;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0) Bundle.Dispose();
    }
}
