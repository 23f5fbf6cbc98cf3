using Platform.Shared.Imaging.Formats;

namespace Platform.Shared.Imaging;

/// <summary>The one way from a file's bytes to a network's input, in training and in serving.</summary>
/// <remarks>
/// Upright; cut or padded to a square as <see cref="PreprocessingSpec.Fit"/> says, and reduced by an exact area
/// average, both in one step; then the colour of the light is taken out, as it is estimated from the square itself:
/// what the network does not see has no say, and it costs little.
/// </remarks>
public static class Preprocessing
{
    /// <returns>uint8 [side, side, 3] RGB</returns>
    /// <exception cref="ImageException">The bytes are not an image that may be used.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled while it was read: a JPEG of several scans and a PNG stop within their data, others do not.
    /// </exception>
    public static byte[] Square(
        byte[] encoded,
        PreprocessingSpec spec,
        ImageLimits? limits = null,
        CancellationToken cancel = default
    ) => Balanced(ImageDecoder.Square(encoded, spec, limits, cancel), spec.Colour);

    /// <summary>The same of a picture that is decoded.</summary>
    /// <returns>uint8 [side, side, 3] RGB, which may be the picture's own memory</returns>
    public static byte[] Square(PixelImage image, PreprocessingSpec spec)
    {
        var frame = Frame.Of(spec.Fit, image.Width, image.Height);
        return Balanced(AreaAverage.Resize(image.Rgb, image.Width, frame, spec.Side, spec.Side), spec.Colour);
    }

    /// <summary>The last step alone: of a square whose colours were changed.</summary>
    /// <param name="square">uint8 [side, side, 3] RGB, changed in place</param>
    /// <returns>the same</returns>
    public static byte[] Balanced(byte[] square, ColourConstancy colour)
    {
        if (colour == ColourConstancy.ShadesOfGrey)
            ShadesOfGrey.Apply(square);
        return square;
    }
}
