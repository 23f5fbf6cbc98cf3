using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Inference.Repository;

/// <summary>From a folder to a bundle that is ready for its first request.</summary>
static class BundleLoader
{
    /// <exception cref="InputException">A check failed.</exception>
    public static ServedBundle Load(
        BundleCandidate candidate,
        RepositoryOptions options,
        BatchingOptions batching,
        ServingMetrics metrics
    )
    {
        var bundle = Open(candidate, batching.Onnx, options.SignedBy);
        try
        {
            return new(bundle, candidate.Group, batching, metrics);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>The bundle, which is where its name and version say.</summary>
    /// <exception cref="InputException">A check failed.</exception>
    public static Bundle Open(BundleCandidate candidate, OnnxOptions onnx, string? signedBy)
    {
        var bundle = Bundle.Load(candidate.Folder, onnx, signedBy);
        try
        {
            var manifest = bundle.Manifest;
            if (candidate.Name is { } name && name != manifest.Name)
                throw new InputException(
                    $"{Path.Combine(candidate.Folder, BundleManifest.FileName)}: the bundle's name is "
                        + $"'{manifest.Name}', its folder's '{name}'; move it to {manifest.Name}/{manifest.Version}"
                );
            if (candidate.Version is not null && manifest.Version != Path.GetFileName(candidate.Folder))
                throw new InputException(
                    $"{Path.Combine(candidate.Folder, BundleManifest.FileName)}: the bundle's version is "
                        + $"{manifest.Version}; move it to {manifest.Name}/{manifest.Version}"
                );
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }
}
