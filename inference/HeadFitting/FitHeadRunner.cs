using Platform.CommandLine;
using Platform.Inference.Configuration;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Head;

namespace Platform.Inference.HeadFitting;

/// <summary>
/// Fits the linear head again on a site's own labelled images and publishes it as a new version of the bundle, from a
/// request to a folder.
/// </summary>
/// <remarks>Progress, warnings and the images that are left out go to standard error.</remarks>
static class FitHeadRunner
{
    /// <param name="compared">hears how the old and the new head do, before anything is published</param>
    /// <returns>the new version's folder</returns>
    /// <exception cref="InputException">
    /// Something that was asked for is not there or does not go together, or the new head is worse.
    /// </exception>
    public static string Run(FitHeadRequest request, Action<HeadComparison> compared, CancellationToken cancel)
    {
        OptionRanges.Check(request);
        using var bundle = Bundle.Load(request.Bundle);
        BundleChoice.Say(request.Bundle, bundle);
        CheckVersion(bundle, request.Version);
        var found = LocalImages.Of(request.Images, bundle.Manifest, request.DropAbsent);
        var table = ImageGroups.Find(
            request.Groups,
            request.Images,
            request.GroupBy,
            note => Console.Error.WriteLine($"note: {note}")
        );
        if (table is not null)
            _ = ImageGroups.Read(table, request.GroupBy, []); // before minutes of work, not after
        var local = SiteEmbeddings.Of(bundle, found, request.Limits, cancel);
        var groups = table is not null
            ? ImageGroups.Read(table, request.GroupBy, local.Images.Files)
            : local.Images.Files;
        var comparison = HeadComparison.Of(bundle, local, groups, request.Folds, request.Seed, cancel);
        compared(comparison);
        var (before, after) = (comparison.Before, comparison.After);
        if (after.BalancedAccuracy < before.BalancedAccuracy && !request.EvenIfWorse)
            throw new InputException(
                $"not published: on images that it has not seen, the new head's balanced accuracy is "
                    + $"{after.BalancedAccuracy:0.000}, the old one's {before.BalancedAccuracy:0.000}; add images, "
                    + $"or give --even-if-worse"
            );
        var (images, classes) = (local.Images, local.Images.Classes.Count);
        var head = LinearHead.Fit(local.Embeddings, images.Labels, classes, comparison.L2);
        var trust = SiteTrust.Of(bundle.Manifest, images, comparison.OutOfFold);
        foreach (var note in trust.Notes)
            Console.Error.WriteLine($"note: {note}");
        var manifest = RefittedBundle.Manifest(
            bundle.Manifest,
            request.Version,
            images,
            trust,
            comparison.Groups,
            request.Folds,
            comparison.L2,
            before,
            after
        );
        return RefittedBundle.Publish(bundle, head, images, manifest);
    }

    /// <summary>Before minutes of work, not after.</summary>
    static void CheckVersion(Bundle bundle, string version)
    {
        if (SemanticVersion.TryParse(version) is null)
            throw new InputException($"--out {version}: write it as major.minor.patch, such as 1.1.0");
        var target = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(bundle.Folder))!, version);
        if (Path.Exists(target))
            throw new InputException(
                $"{target}: exists, and a published version is never overwritten; choose the next version"
            );
    }
}
