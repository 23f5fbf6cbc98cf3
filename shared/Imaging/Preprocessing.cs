using Platform.Shared.Imaging.Formats;

namespace Platform.Shared.Imaging;

/// <summary>The one way from a file's bytes to a network's input, in training and in serving.</summary>
public static class Preprocessing
{
    /// <returns>uint8 [side, side, 3] RGB: upright, squashed to a square by an exact area average</returns>
    /// <exception cref="ImageException">The bytes are not an image that may be used.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled while it was read: a JPEG of several scans and a PNG stop within their data, others do not.
    /// </exception>
    public static byte[] Square(
        byte[] encoded,
        int side,
        ImageLimits? limits = null,
        CancellationToken cancel = default
    ) => ImageDecoder.Square(encoded, side, limits, cancel);
}
