using System.IO.Hashing;
using System.Security.Cryptography;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;

namespace Platform.Training.Data;

/// <summary>
/// Refuses images that are held-out photographs of a data folder: a model that has seen them, or is measured with them,
/// is not tested by them.
/// </summary>
/// <param name="path">of the data folder</param>
/// <param name="pixels">of the data folder, at the side of the images that are looked at</param>
public sealed class HeldOutGuard(string path, DataFolder folder, PackedPixels pixels)
{
    /// <summary>uint8 [S, S, 3] of an image.</summary>
    public delegate ReadOnlySpan<byte> ImageAt(int index);

    /// <param name="option">that names the images, for the message</param>
    /// <param name="source">where they lie</param>
    /// <exception cref="InputException">One is held out: it has the same pixels at this side.</exception>
    public void Check(string option, string source, int count, ImageAt image, CancellationToken cancel)
    {
        var held = folder.Indices("test");
        if (held.Length == 0)
            return;
        var byPixels = new Dictionary<UInt128, int>();
        foreach (var row in held)
            byPixels[XxHash128.HashToUInt128(pixels.Image(row))] = row;
        var found = new bool[count];
        Parallel.For(
            0,
            count,
            new ParallelOptions { CancellationToken = cancel },
            i => found[i] = byPixels.ContainsKey(XxHash128.HashToUInt128(image(i)))
        );
        if (found.Count(f => f) is > 0 and var many)
            Refuse(
                option,
                source,
                many,
                folder.Rows[byPixels[XxHash128.HashToUInt128(image(Array.IndexOf(found, true)))]]
            );
    }

    /// <summary>
    /// The photographs as they were copied, which an earlier version may have decoded to other pixels. Reads the files
    /// of a folder that was not drawn by a generator, for their hashes: for before anything is made of them.
    /// </summary>
    /// <exception cref="InputException">The bytes of one are those of a held-out photograph.</exception>
    public void CheckFiles(string option, string source, CancellationToken cancel)
    {
        if (!Directory.Exists(source) || SyntheticSetRecord.Read(source) is not null)
            return;
        var rows = folder
            .Indices("test")
            .Select(i => folder.Rows[i])
            .GroupBy(r => r.Sha256)
            .ToDictionary(r => r.Key, r => r.First());
        var files = ImageFolder.Walk(source).Images;
        var found = new ManifestRow?[files.Count];
        Parallel.For(
            0,
            files.Count,
            new ParallelOptions { CancellationToken = cancel },
            i =>
            {
                using var file = File.OpenRead(files[i].Path);
                found[i] = rows.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(file)));
            }
        );
        if (found.Count(f => f is not null) is > 0 and var many)
            Refuse(option, source, many, found.First(f => f is not null)!);
    }

    void Refuse(string option, string source, int many, ManifestRow first) =>
        throw new InputException(
            $"{option} {source}: {many:N0} of its images "
                + $"{(many == 1 ? "is a held-out photograph" : "are held-out photographs")} of {path} "
                + $"(such as {first.Image}), "
                + "which must not be used before the test; give synthetic images"
        );
}
