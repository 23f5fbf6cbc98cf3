using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Training.Data;

namespace Platform.Training.Ssl;

/// <summary>The unlabelled images of a run: real ones from a data folder and synthetic ones from files, as one sequence.</summary>
/// <param name="indices">Which of the real images take part.</param>
/// <param name="synthetic">uint8 [S, S, 3] each, of the real images' side.</param>
public sealed class ImagePool(PackedPixels real, IReadOnlyList<int> indices, IReadOnlyList<byte[]> synthetic)
{
    static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    public int Side => real.Side;
    public int Count => indices.Count + synthetic.Count;

    /// <summary>uint8 [S, S, 3]</summary>
    public ReadOnlySpan<byte> Image(int index) => index < indices.Count ? real.Image(indices[index]) : synthetic[index - indices.Count];

    /// <summary>Decodes the PNG and JPEG files of a folder, in the order of their names.</summary>
    /// <exception cref="InputException">No such folder, no image in it, or one that cannot be used.</exception>
    public static byte[][] ReadSynthetic(string folder, int side, CancellationToken cancellation = default)
    {
        var files = SyntheticFiles(folder);
        var images = new byte[files.Count][];
        try
        {
            Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, i => images[i] = Read(files[i], side));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<InputException>().MinBy(x => x.Message, StringComparer.Ordinal) is { } first)
        {
            throw first;
        }
        return images;
    }

    /// <summary>The PNG and JPEG files of a folder, in the order of their names.</summary>
    /// <exception cref="InputException">No such folder, or no image in it.</exception>
    public static IReadOnlyList<string> SyntheticFiles(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException($"--synthetic {folder}: no such folder");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new InputException($"--synthetic {folder}: no PNG or JPEG file in it");
    }

    static byte[] Read(string file, int side)
    {
        try { return Preprocessing.Square(File.ReadAllBytes(file), side); }
        catch (ImageException e) { throw new InputException($"{file}: {e.Message}", e); }
    }
}
