using Platform.Training.Data;

namespace Platform.Training.Ssl;

/// <summary>
/// The images of a run: real ones from a data folder, then synthetic ones, as one sequence. Nothing of it is held in
/// memory.
/// </summary>
/// <param name="indices">Which of the real images take part.</param>
/// <param name="synthetic">Of the real images' side.</param>
/// <param name="labels">class of each real image of the folder, -1 for none; null where nothing asks for them</param>
/// <param name="photographs">which of the real images show the same lesion; null where nothing asks for it</param>
public sealed class ImagePool(
    PackedPixels real,
    IReadOnlyList<int> indices,
    IReadOnlyList<SyntheticPixels> synthetic,
    IReadOnlyList<int>? labels = null,
    LesionPhotographs? photographs = null
)
{
    public int Side => real.Side;

    /// <exception cref="InvalidOperationException">The pool was made without lesions.</exception>
    public LesionPhotographs Photographs =>
        photographs ?? throw new InvalidOperationException("The pool was made without lesions.");

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

    /// <summary>How many of the images show an image's lesion; 1 where the pool was made without lesions.</summary>
    public int PhotographsOf(int index) => photographs?.Of(index) ?? 1;

    /// <summary>Class of an image; -1 for a synthetic one, and for a real one whose label is not known.</summary>
    public int Label(int index) => labels is not null && index < indices.Count ? labels[indices[index]] : -1;
}
