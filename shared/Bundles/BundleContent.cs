using System.Security.Cryptography;

namespace Platform.Shared.Bundles;

/// <summary>
/// The files of a bundle's folder, by its manifest: what is read here is what was hashed, whoever exchanges the folder
/// meanwhile. Nothing of a bundle is loaded in another way.
/// </summary>
public sealed class BundleContent
{
    public string Folder { get; }
    public BundleManifest Manifest { get; }

    /// <summary>bundle.json as it was read.</summary>
    internal byte[] ManifestBytes { get; }

    BundleContent(string folder, BundleManifest manifest, byte[] bytes) =>
        (Folder, Manifest, ManifestBytes) = (folder, manifest, bytes);

    /// <summary>Reads the manifest, once: what its signature is checked of is what is read.</summary>
    /// <param name="signedBy">PEM of the public key whose signature it must have; null where it needs none</param>
    /// <exception cref="InputException">The manifest is missing, damaged, or not signed as it must be.</exception>
    public static BundleContent Open(string folder, string? signedBy)
    {
        var path = Path.Combine(folder, BundleManifest.FileName);
        var manifest = ManifestFile.Bytes(path);
        if (signedBy is not null)
            BundleSignature.Verify(folder, manifest, signedBy);
        return new(folder, ManifestFile.Parse(path, manifest), manifest);
    }

    public bool Has(string name) => Manifest.Files.ContainsKey(name);

    /// <summary>As messages name it.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The bytes of a listed file.</summary>
    /// <exception cref="InputException">It is missing, not listed, no plain file, or not as it was
    /// published.</exception>
    public byte[] Read(string name)
    {
        var bytes = File.ReadAllBytes(BundleFiles.Resolve(Folder, name));
        Check(name, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return bytes;
    }

    /// <summary>
    /// Before any file is read as what it says it is: all that are listed, of which some are never loaded.
    /// </summary>
    /// <exception cref="InputException">One is missing, no plain file, or not as it was published.</exception>
    public void CheckAll()
    {
        var files = Manifest.Files.Keys.Select(name => (Name: name, Path: BundleFiles.Resolve(Folder, name))).ToArray();
        var hashing = files.Select(f => Task.Run(() => BundleFiles.Sha256(f.Path)));
        var hashes = Task.WhenAll(hashing).GetAwaiter().GetResult();
        foreach (var (file, hash) in files.Zip(hashes))
            Check(file.Name, hash);
    }

    void Check(string name, string hash)
    {
        if (!Manifest.Files.TryGetValue(name, out var listed))
            throw new InputException(
                $"{PathOf(name)}: not listed in {BundleManifest.FileName}; publish the bundle again"
            );
        if (listed.Sha256 != hash)
            throw new InputException(
                $"{PathOf(name)}: its SHA-256 is not the one in {BundleManifest.FileName}; "
                    + "the file was changed or damaged: copy the bundle again"
            );
    }
}
