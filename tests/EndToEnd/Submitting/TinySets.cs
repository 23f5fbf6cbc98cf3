using System.Security.Cryptography;

namespace Platform.EndToEnd.Tests.Submitting;

/// <summary>A bundle that draws thousands of images a second, and the sets drawn with it.</summary>
public sealed class TinySets : IDisposable
{
    readonly string models = TinyBundle.Publish();
    readonly string root = Directory.CreateTempSubdirectory("lesion-submit-").FullName;

    public string Bundle => Path.Combine(models, "tiny");
    public string this[string name] => Path.Combine(root, name);

    /// <summary>Relative path and hash of every file of a set.</summary>
    public SortedDictionary<string, string> Tree(string name) =>
        new(
            Directory
                .EnumerateFiles(this[name], "*", SearchOption.AllDirectories)
                .ToDictionary(
                    f => Path.GetRelativePath(this[name], f),
                    f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))
                ),
            StringComparer.Ordinal
        );

    public void Dispose()
    {
        Directory.Delete(models, recursive: true);
        Directory.Delete(root, recursive: true);
    }
}
