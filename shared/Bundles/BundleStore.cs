using System.Text.RegularExpressions;
using Platform.Shared.Files;
using Platform.Shared.Onnx;

namespace Platform.Shared.Bundles;

/// <summary>
/// Folders of published bundles: root/name/version, each whole or not there at all, and never overwritten.
/// </summary>
public static partial class BundleStore
{
    /// <summary>
    /// Writes a version under a hidden name, flushes it to disk and renames it. Whatever stops it leaves nothing that
    /// loads.
    /// </summary>
    /// <param name="write">writes the files into the folder it is given</param>
    /// <returns>the published folder</returns>
    /// <exception cref="InputException">
    /// The name or version is malformed, the version exists, or another process is publishing it.
    /// </exception>
    public static string Publish(string root, string name, string version, Action<string> write)
    {
        Check(root, name, version);
        var folder = Path.Combine(root, name);
        var made = !Directory.Exists(folder);
        try
        {
            Directory.CreateDirectory(folder);
            return Publish(root, folder, name, version, write);
        }
        catch
        {
            if (made && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
            throw;
        }
    }

    static string Publish(string root, string folder, string name, string version, Action<string> write)
    {
        var target = Path.Combine(folder, version);
        AtomicFolder.Make(target, "--version", write);
        return target;
    }

    /// <summary>What can be said against a name and version before anything is made.</summary>
    /// <exception cref="InputException">The name or version is malformed, or the version exists.</exception>
    public static void Check(string root, string name, string version)
    {
        if (!Name().IsMatch(name))
            throw new InputException($"bundle name '{name}': use lower-case letters, digits, '-' and '_'");
        if (SemanticVersion.TryParse(version) is null)
            throw new InputException($"bundle version '{version}': write it as major.minor.patch, such as 1.0.0");
        var target = Path.Combine(root, name, version);
        if (Path.Exists(target))
            throw new InputException(
                $"{target}: exists, and a published version is never overwritten; choose the next version"
            );
    }

    /// <summary>
    /// Publishes the models, head and probes that <paramref name="write"/> makes, with their manifest and card, if a
    /// loader would take them.
    /// </summary>
    /// <param name="manifest">without its <see cref="BundleManifest.Files"/></param>
    public static string Publish(string root, BundleManifest manifest, Action<string> write) =>
        Publish(
            root,
            manifest.Name,
            manifest.Version,
            folder =>
            {
                write(folder);
                Seal(folder, manifest);
                Bundle.Load(folder).Dispose();
            }
        );

    /// <summary>
    /// Hashes and describes the files of a folder, then writes the model card, the data sheet and, last, bundle.json.
    /// </summary>
    public static BundleManifest Seal(string folder, BundleManifest manifest)
    {
        var names = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(n => n is not (BundleManifest.FileName or BundleFiles.ModelCard or BundleFiles.DataSheet));
        var files = new SortedDictionary<string, BundleFile>(
            names.ToDictionary(n => n, n => Describe(Path.Combine(folder, n))),
            StringComparer.Ordinal
        );
        foreach (
            var (name, text) in new[]
            {
                (BundleFiles.ModelCard, ModelCard.Write(manifest with { Files = files })),
                (BundleFiles.DataSheet, DataSheet.Write(manifest)),
            }
        )
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            files.Add(name, new(BundleFiles.Sha256(Path.Combine(folder, name))));
        }
        var result = manifest with { Files = files };
        ManifestFile.Write(Path.Combine(folder, BundleManifest.FileName), result);
        return result;
    }

    /// <summary>The folder itself if it is a version's, else its highest version.</summary>
    /// <exception cref="InputException">Neither.</exception>
    public static string Latest(string path)
    {
        if (!Directory.Exists(path))
            throw new InputException(
                $"{path}: no such folder; give a bundle's version folder, or the folder that holds its versions"
            );
        if (File.Exists(Path.Combine(path, BundleManifest.FileName)))
            return path;
        var versions = Directory
            .EnumerateDirectories(path)
            .Select(folder => (folder, version: SemanticVersion.TryParse(Path.GetFileName(folder))))
            .Where(v => v.version is not null);
        return versions.OrderByDescending(v => v.version).Select(v => v.folder).FirstOrDefault()
            ?? throw new InputException(
                $"{Path.Combine(path, BundleManifest.FileName)}: missing, and no version folder is beside it; give "
                    + $"a bundle's version folder, or the folder that holds its versions"
            );
    }

    static BundleFile Describe(string path)
    {
        var sha256 = BundleFiles.Sha256(path);
        if (!path.EndsWith(".onnx", StringComparison.Ordinal))
            return new(sha256);
        using var model = OnnxModel.Load(path);
        return BundleContract.Describe(sha256, model);
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]*\z", RegexOptions.ECMAScript)]
    private static partial Regex Name();
}
