using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Metrics;

/// <summary>
/// The sets of images that are compared with each other, all of one size, so that none is favoured by the bias of small
/// sets.
/// </summary>
/// <param name="Train">
/// all training images in random order of lesions: the reference is its first <paramref name="Size"/>, the floor the
/// same number of its second half
/// </param>
/// <param name="HeldOut">all held-out images in random order</param>
/// <param name="Size">images of each set in a comparison</param>
public sealed record ComparedSets(ImageSet Train, ImageSet HeldOut, ImageSet Synthetic, int Half, int Size, int Side)
{
    public const int SizeLeast = 8,
        SizeMost = 5000;

    /// <summary>
    /// Names of the images, of their reference, and what their distance says: the floor is real against real, the
    /// ceiling real against spoilt.
    /// </summary>
    public static readonly IReadOnlyList<(string Images, string Reference, string Kind)> Pairs =
    [
        ("synthetic", "train", "synthetic"),
        ("synthetic", "held-out", "synthetic"),
        ("train, other half", "train", "floor"),
        ("held-out", "train", "floor"),
        .. Degraded.Ways.Keys.Select(way => ($"{way} held-out", "train", "ceiling")),
    ];

    /// <exception cref="InputException">Too few images on one side.</exception>
    public static ComparedSets Of(
        DataFolder folder,
        string path,
        PackedPixels pixels,
        IReadOnlyList<byte[]> synthetic,
        int seed
    )
    {
        int[] train = folder.Indices("train"),
            test = folder.Indices("test");
        var lesions = LesionGroups.Of([.. train.Select(i => folder.Rows[i])]).ToArray();
        new Random(seed).Shuffle(lesions);
        new Random(seed).Shuffle(test);
        train = [.. lesions.SelectMany(g => g).Select(i => train[i])];
        // The halves part between two lesions: photographs of one on both sides would lower the floor.
        var half = 0;
        foreach (var lesion in lesions)
            if (half < train.Length / 2)
                half += lesion.Length;
        var size = Math.Min(SizeMost, Math.Min(Math.Min(train.Length - half, test.Length), synthetic.Count));
        if (size < SizeLeast)
            throw new InputException(
                $"{path}: {train.Length} training, {test.Length} held-out and {synthetic.Count} synthetic images "
                    + $"are too few; metrics need {2 * SizeLeast + 2}, {SizeLeast} and {SizeLeast}"
            );
        ImageSet Real(string name, int[] indices) => new(name, indices.Length, i => pixels.Image(indices[i]).ToArray());
        return new(
            Real("train", train),
            Real("held-out", test),
            new("synthetic", synthetic.Count, i => synthetic[i]),
            half,
            size,
            pixels.Side
        );
    }

    /// <summary>A set of <see cref="Pairs"/>, of <see cref="Size"/> images.</summary>
    public ImageSet Named(string name) =>
        name switch
        {
            "synthetic" => Synthetic.Take(Size),
            "train" => Train.Take(Size),
            "held-out" => HeldOut.Take(Size),
            "train, other half" => new(name, Size, i => Train.Image(Half + i)),
            _ when Degraded.Ways.TryGetValue(name.Split(' ')[0], out var spoil) => new(
                name,
                Size,
                i => spoil(HeldOut.Image(i), Side, i)
            ),
            _ => throw new ArgumentException($"no set '{name}'"),
        };
}
