using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Batching;

/// <summary>
/// Decodes or checks an image, which may take time and may fail, and gives what puts its pixels into a batch, which
/// does neither.
/// </summary>
/// <param name="spec">how an image becomes the encoder's input</param>
/// <param name="cancel">its time is over, or its caller has gone</param>
/// <exception cref="ImageException">The image cannot be used.</exception>
/// <exception cref="OperationCanceledException">Cancelled while it was decoded.</exception>
public delegate PixelWriter PixelSource(PreprocessingSpec spec, CancellationToken cancel);

public static class PixelSources
{
    /// <summary>An image file, as <see cref="Preprocessing"/> does it.</summary>
    public static PixelSource Encoded(byte[] encoded, ImageLimits limits) =>
        (spec, cancel) =>
        {
            var square = Preprocessing.Square(encoded, spec, limits, cancel);
            return square.CopyTo;
        };

    /// <param name="levels">uint8 [S, S, 3] of a square that its caller preprocessed</param>
    public static PixelSource Levels(ReadOnlyMemory<byte> levels) => (_, _) => row => levels.Span.CopyTo(row);

    /// <param name="planes">
    /// float [3, S, S], 0 to 1, of a square that its caller preprocessed; rounded to 8-bit levels, which is what the
    /// encoder learned from
    /// </param>
    public static PixelSource Planes(ReadOnlyMemory<float> planes) =>
        (spec, _) =>
        {
            foreach (var value in planes.Span)
                if (value is not (>= 0 and <= 1))
                    throw new ImageException($"a pixel is {value}; FP32 pixels are 0 to 1");
            return row =>
            {
                var source = planes.Span;
                var area = spec.Side * spec.Side;
                for (var i = 0; i < area; i++)
                for (var c = 0; c < 3; c++)
                    row[i * 3 + c] = (byte)MathF.Round(255 * source[c * area + i]);
            };
        };
}
