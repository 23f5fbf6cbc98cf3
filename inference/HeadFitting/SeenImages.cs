using System.Text;
using Platform.Shared.Bundles;

namespace Platform.Inference.HeadFitting;

/// <summary>
/// Which images a head was fitted on, as its bundle keeps it: a line for each with the first digits of its file's
/// SHA-256 and its class. A head must not be judged by answers to these as if it had not seen them.
/// </summary>
static class SeenImages
{
    /// <summary>64 bits: enough to tell a site's files apart.</summary>
    const int Digits = 16;

    public static void Write(string file, LocalImages images) =>
        File.WriteAllLines(file, Lines(images).Order(StringComparer.Ordinal));

    /// <summary>
    /// Of each image whether the bundle's head was fitted on it, or on another one of its lesion or patient.
    /// </summary>
    /// <param name="groups">of each image</param>
    /// <param name="unknown">
    /// whether the head was fitted on images of a site by a release that did not write down which
    /// </param>
    public static bool[] Of(Bundle bundle, LocalImages images, IReadOnlyList<string> groups, out bool unknown)
    {
        var version = bundle.Manifest.Version;
        unknown = false;
        if (!bundle.Manifest.Files.ContainsKey(BundleFiles.HeadImages))
        {
            var all = bundle.Manifest.DataManifests.TryGetValue(RefittedBundle.SiteImages(version), out var sha256);
            var same = all && sha256 == images.Sha256();
            unknown = all && !same;
            return [.. images.Files.Select(_ => same)];
        }
        var known = Encoding.UTF8.GetString(bundle.Read(BundleFiles.HeadImages)).Split(['\r', '\n']).ToHashSet();
        var seen = Lines(images).Zip(groups).Where(i => known.Contains(i.First)).Select(i => i.Second).ToHashSet();
        return [.. groups.Select(seen.Contains)];
    }

    static IEnumerable<string> Lines(LocalImages images) =>
        images.Hashes().Zip(images.Labels, (sha256, label) => $"{sha256[..Digits]} {images.Classes[label].Code}");
}
