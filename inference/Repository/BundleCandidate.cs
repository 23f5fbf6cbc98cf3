using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Inference.Repository;

/// <summary>A version's folder under what is served.</summary>
/// <param name="Group">the folder of its versions, of which the highest are served</param>
/// <param name="Name">that its manifest must have; null where any will do</param>
/// <param name="Version">that its manifest must have; null where any will do</param>
public sealed record BundleCandidate(string Folder, string Group, string? Name, SemanticVersion? Version)
{
    /// <summary>
    /// A version's folder itself, the versions of a bundle's folder, or those of every bundle of a root; the highest
    /// first.
    /// </summary>
    /// <exception cref="InputException">No such folder.</exception>
    public static IReadOnlyList<BundleCandidate> Find(string path)
    {
        if (!Directory.Exists(path))
            throw new InputException(
                $"{path}: no such folder; give a bundle's version folder, the folder that holds its versions, or "
                    + $"the folder of all bundles"
            );
        if (File.Exists(Path.Combine(path, BundleManifest.FileName)))
            return [new(path, path, null, null)];
        var versions = Versions(path, name: null);
        return versions.Count > 0
            ? versions
            : [.. Folders(path).SelectMany(bundle => Versions(bundle, Path.GetFileName(bundle)))];
    }

    /// <summary>The folder's sizes and times: while they stay, a bundle that was refused is not tried again.</summary>
    public string Fingerprint()
    {
        try
        {
            return string.Join(
                '\n',
                new DirectoryInfo(Folder)
                    .EnumerateFiles("*", SearchOption.AllDirectories)
                    .OrderBy(f => f.FullName, StringComparer.Ordinal)
                    .Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}")
            );
        }
        catch (IOException)
        {
            return ""; // it changes at this moment
        }
    }

    static IReadOnlyList<BundleCandidate> Versions(string bundle, string? name) =>
        [
            .. Folders(bundle)
                .Where(folder => File.Exists(Path.Combine(folder, BundleManifest.FileName)))
                .Select(folder => new BundleCandidate(
                    folder,
                    bundle,
                    name,
                    SemanticVersion.TryParse(Path.GetFileName(folder))
                ))
                .Where(c => c.Version is not null)
                .OrderByDescending(c => c.Version),
        ];

    static IEnumerable<string> Folders(string path) =>
        Directory.EnumerateDirectories(path).Where(d => Path.GetFileName(d)[0] != '.').Order(StringComparer.Ordinal);
}
