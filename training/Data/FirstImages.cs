using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>
/// The first N images of one fixed random order: of the same images, a larger N holds a smaller one's, and held-out
/// images stay as they are.
/// </summary>
public static class FirstImages
{
    const int Order = 0;

    /// <param name="count">null for all</param>
    /// <returns>in their own order</returns>
    public static int[] Of(int[] images, int? count)
    {
        if (count is not { } most)
            return images;
        if (most < 1 || most > images.Length)
            throw new InputException($"--images {most}: from 1 to the {images.Length:N0} training images there are");
        int[] order = [.. images];
        new Random(Order).Shuffle(order);
        return [.. order.Take(most).Order()];
    }
}
