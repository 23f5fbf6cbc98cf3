namespace Platform.Training.Data;

/// <summary>
/// An image in the eight symmetries of the square: a lesion has no up, and a GAN is shown it mirrored and turned. For
/// tensors there is <see cref="SquareMoves.All"/>.
/// </summary>
public static class SquareSymmetries
{
    /// <param name="square">[S, S, C]</param>
    /// <returns>[S, S, C] of each, itself first</returns>
    public static IEnumerable<T[]> Of<T>(T[] square, int side, int channels)
    {
        for (var symmetry = 0; symmetry < 8; symmetry++)
        {
            var result = new T[square.Length];
            for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var (u, v) = (symmetry & 4) == 0 ? (x, y) : (y, x);
                if ((symmetry & 1) != 0)
                    u = side - 1 - u;
                if ((symmetry & 2) != 0)
                    v = side - 1 - v;
                square.AsSpan((v * side + u) * channels, channels).CopyTo(result.AsSpan((y * side + x) * channels));
            }
            yield return result;
        }
    }
}
