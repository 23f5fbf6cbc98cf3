using SkiaSharp;

namespace Platform.Shared.Imaging;

public static class PngEncoder
{
    // One filter and one level, so that equal pixels are equal bytes.
    static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.Sub, 6);

    /// <param name="rgb">uint8 [height, width, 3]</param>
    public static byte[] Encode(byte[] rgb, int width, int height)
    {
        if (rgb.Length != width * height * 3) throw new ArgumentException($"{rgb.Length} bytes are not {width} x {height} RGB pixels.", nameof(rgb));
        var rgba = new byte[width * height * 4];
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o += 4)
            (rgba[o], rgba[o + 1], rgba[o + 2], rgba[o + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], 255);
        unsafe
        {
            fixed (byte* p = rgba)
            {
                using var pixels = new SKPixmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), (nint)p);
                using var data = pixels.Encode(Options) ?? throw new InvalidOperationException("Skia did not encode the PNG.");
                return data.ToArray();
            }
        }
    }
}
