using System.Security.Cryptography;
using System.Text;
using Platform.Shared.Bundles;

namespace Platform.Shared.Sets;

/// <summary>
/// SHA-256 of a file, or of a folder: that of the lines "hash  name" of its files in ordinal order, as sha256sum prints
/// them.
/// </summary>
sealed class ContentHash
{
    readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    public void Add(string name, byte[] content) => files.Add(name, Convert.ToHexStringLower(SHA256.HashData(content)));

    public string Value => OfText(string.Concat(files.Select(f => $"{f.Value}  {f.Key}\n")));

    public static string Of(string path)
    {
        if (File.Exists(path))
            return BundleFiles.Sha256(path);
        var hash = new ContentHash();
        foreach (var file in Directory.EnumerateFiles(path))
            hash.files.Add(Path.GetFileName(file), BundleFiles.Sha256(file));
        return hash.Value;
    }

    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Bytes of a file, or of a folder's files; -1 where there is neither.</summary>
    public static long Length(string path) =>
        File.Exists(path) ? new FileInfo(path).Length
        : Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles().Sum(f => f.Length)
        : -1;
}
