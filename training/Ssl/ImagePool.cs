using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Ssl;

/// <summary>The unlabelled images of a run: real ones from a data folder, then synthetic ones, as one sequence. Nothing of it is held in memory.</summary>
/// <param name="indices">Which of the real images take part.</param>
/// <param name="synthetic">Of the real images' side.</param>
public sealed class ImagePool(PackedPixels real, IReadOnlyList<int> indices, IReadOnlyList<SyntheticPixels> synthetic)
{
    static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    public int Side => real.Side;
    public int Count { get; } = indices.Count + synthetic.Sum(s => s.Count);

    /// <summary>uint8 [S, S, 3]</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        if (index < indices.Count) return real.Image(indices[index]);
        index -= indices.Count;
        foreach (var set in synthetic)
        {
            if (index < set.Count) return set.Image(index);
            index -= set.Count;
        }
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>The image files of a folder and its subfolders, in the order of their names.</summary>
    /// <exception cref="InputException">No such folder, or no image in it.</exception>
    public static IReadOnlyList<string> SyntheticFiles(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException($"--synthetic {folder}: no such folder");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsImage)
            .Where(f => !Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'))).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new InputException($"--synthetic {folder}: no PNG, JPEG or WebP file in it, nor a set that sample made");
    }

    internal static bool IsImage(string file) => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant());
}
