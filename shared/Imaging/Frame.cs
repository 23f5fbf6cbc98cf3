namespace Platform.Shared.Imaging;

/// <summary>Where the square of a network's input lies on a picture.</summary>
readonly record struct Frame(Extent Across, Extent Down)
{
    /// <param name="width">of the picture, pixels</param>
    /// <param name="height">of the picture, pixels</param>
    public static Frame Of(Fit fit, int width, int height) =>
        fit == Fit.Squash
            ? new(Extent.Whole(width), Extent.Whole(height))
            : Square(width, height, SideOf(fit, width, height));

    /// <summary>The pixels that become the side of the square, in the direction that has the fewest of them.</summary>
    public static int SideOf(Fit fit, int width, int height) =>
        fit == Fit.Pad ? Math.Max(width, height) : Math.Min(width, height);

    static Frame Square(int width, int height, int side) =>
        new(Extent.Centred(width, side), Extent.Centred(height, side));
}

/// <summary>
/// A stretch of a picture's rows or columns, in parts of a pixel. It may go beyond the picture, whose first and last
/// pixels go on for ever there.
/// </summary>
/// <param name="From">its beginning, in parts</param>
/// <param name="Length">in parts</param>
/// <param name="Parts">of a pixel: 1, or 2 where the middle of the picture asks for halves</param>
readonly record struct Extent(int From, int Length, int Parts)
{
    public double Start => (double)From / Parts;
    public double Size => (double)Length / Parts;

    public static Extent Whole(int pixels) => new(0, pixels, 1);

    /// <summary>So many pixels about the middle.</summary>
    public static Extent Centred(int pixels, int wanted) =>
        (pixels - wanted) % 2 == 0
            ? new((pixels - wanted) / 2, wanted, 1)
            : new(pixels - wanted, checked(2 * wanted), 2);
}
