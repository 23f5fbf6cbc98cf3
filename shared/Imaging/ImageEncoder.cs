using SkiaSharp;

namespace Platform.Shared.Imaging;

public enum EncodedFormat
{
    Png,
    Jpg,
    Webp,
}

/// <summary>
/// Encodes RGB with options that are part of the format's name here, so that equal pixels are equal bytes.
/// </summary>
public static class ImageEncoder
{
    const int JpegQuality = 95,
        WebpEffort = 50;

    static readonly SKJpegEncoderOptions Jpeg = new(
        JpegQuality,
        SKJpegEncoderDownsample.Downsample444,
        SKJpegEncoderAlphaOption.Ignore
    );
    static readonly SKWebpEncoderOptions Webp = new(SKWebpEncoderCompression.Lossless, WebpEffort);

    /// <param name="rgb">uint8 [height, width, 3]</param>
    /// <returns>PNG and WebP without loss; JPEG of quality 95 at full colour resolution</returns>
    public static byte[] Encode(EncodedFormat format, byte[] rgb, int width, int height)
    {
        if (format == EncodedFormat.Png)
            return PngEncoder.Encode(rgb, width, height);
        if (rgb.Length != width * height * 3)
            throw new ArgumentException($"{rgb.Length} bytes are not {width} x {height} RGB pixels.", nameof(rgb));
        var rgba = new byte[width * height * 4];
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o += 4)
            (rgba[o], rgba[o + 1], rgba[o + 2], rgba[o + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], 255);
        unsafe
        {
            fixed (byte* p = rgba)
            {
                using var pixels = new SKPixmap(
                    new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque),
                    (nint)p
                );
                using var data =
                    (format == EncodedFormat.Jpg ? pixels.Encode(Jpeg) : pixels.Encode(Webp))
                    ?? throw new InvalidOperationException($"Skia did not encode the {format}.");
                return data.ToArray();
            }
        }
    }
}
