using Platform.Training.Data;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Encoders;

/// <summary>
/// An encoder that looks at a picture in each of its symmetric copies and answers with the mean: what a lesion is does
/// not depend on how the camera was held, and a mean of several looks errs less. Known as test-time augmentation:
/// Krizhevsky et al. 2012, section 4.1; He et al. 2016, section 4.1, arXiv 1512.03385.
/// </summary>
/// <remarks>
/// Takes as many times the computation as there are copies: 2 of <see cref="Symmetry.Mirror"/>, 8 of
/// <see cref="Symmetry.Square"/>. It has no weights of its own.
/// </remarks>
public sealed class SymmetricEncoder : IEncoder
{
    readonly IEncoder encoder;
    readonly (bool Transpose, bool FlipRows, bool FlipColumns)[] copies;

    /// <param name="encoder">that it owns</param>
    SymmetricEncoder(IEncoder encoder, Symmetry symmetry)
    {
        this.encoder = encoder;
        bool[] either = [false, true];
        copies =
            symmetry == Symmetry.Mirror
                ? [(false, false, false), (false, false, true)]
                :
                [
                    .. from transpose in either
                    from rows in either
                    from columns in either
                    select (transpose, rows, columns),
                ];
    }

    /// <param name="encoder">becomes the result's, or is it</param>
    public static IEncoder Of(IEncoder encoder, Symmetry symmetry) =>
        symmetry == Symmetry.None ? encoder : new SymmetricEncoder(encoder, symmetry);

    public int EmbeddingSize => encoder.EmbeddingSize;
    public int Stride => encoder.Stride;
    public nn.Module Module => encoder.Module;

    /// <returns>the mean of the embeddings, and of the maps turned back: its spatial mean is the former</returns>
    public (T Embedding, T FeatureMap) Features<T>(T image)
        where T : IValue<T>
    {
        var (embedding, map) = encoder.Features(image); // the first copy is the picture itself
        foreach (var (transpose, rows, columns) in copies[1..])
        {
            var copy = transpose ? Transposed(image) : image;
            copy = rows ? copy.Flip(2) : copy;
            copy = columns ? copy.Flip(3) : copy;
            var (other, turned) = encoder.Features(copy);
            turned = columns ? turned.Flip(3) : turned;
            turned = rows ? turned.Flip(2) : turned;
            turned = transpose ? Transposed(turned) : turned;
            (embedding, map) = (embedding + other, map + turned);
        }
        var share = 1f / copies.Length;
        return (embedding * share, map * share);
    }

    static T Transposed<T>(T image)
        where T : IValue<T> => image.Permute(0, 1, 3, 2);

    public void Dispose() => encoder.Dispose();
}
