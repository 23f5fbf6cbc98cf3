using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data;

namespace Platform.Training.Ssl;

/// <summary>
/// The unlabelled images of a run: real ones from a data folder, then synthetic ones, as one sequence. Nothing of it is
/// held in memory.
/// </summary>
/// <param name="indices">Which of the real images take part.</param>
/// <param name="synthetic">Of the real images' side.</param>
public sealed class ImagePool(PackedPixels real, IReadOnlyList<int> indices, IReadOnlyList<SyntheticPixels> synthetic)
{
    public int Side => real.Side;
    public int Count { get; } = indices.Count + synthetic.Sum(s => s.Count);

    /// <summary>uint8 [S, S, 3]</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        if (index < indices.Count)
            return real.Image(indices[index]);
        index -= indices.Count;
        foreach (var set in synthetic)
        {
            if (index < set.Count)
                return set.Image(index);
            index -= set.Count;
        }
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>The image files of a folder and its subfolders, in the order of their names.</summary>
    /// <param name="option">that names the folder</param>
    /// <exception cref="InputException">No such folder, no image in it, or an image that cannot be used.</exception>
    public static IReadOnlyList<string> SyntheticFiles(string folder, string option = "--synthetic")
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{option} {folder}: no such folder");
        var all = ImageFolder.Walk(folder);
        if (all.Unusable is [var first, ..])
            throw new InputException(
                $"{option} {folder}: {all.Unusable.Count:N0} "
                    + $"{(all.Unusable.Count == 1 ? "file" : "files")} cannot be used, move them away; "
                    + $"the first: {first.File.Name}: {first.Reason}"
            );
        return all.Images.Count > 0
            ? [.. all.Images.Select(f => f.Path)]
            : throw new InputException(
                $"{option} {folder}: no image in it, nor a set that sample made; " + $"found {all.Found}"
            );
    }
}
