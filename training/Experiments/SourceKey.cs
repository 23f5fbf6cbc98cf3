using System.Security.Cryptography;
using System.Text;
using Platform.Shared;

namespace Platform.Training.Experiments;

/// <summary>
/// Names what a folder holds by the paths and lengths of its files: reading gigabytes of photographs before each
/// command would not do.
/// </summary>
static class SourceKey
{
    /// <exception cref="InputException">No such folder.</exception>
    public static string Of(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"--source {folder}: no such folder");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var file in new DirectoryInfo(folder)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .OrderBy(f => f.FullName, StringComparer.Ordinal)
        )
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder, file.FullName)}\0{file.Length}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
