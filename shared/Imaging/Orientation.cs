using SkiaSharp;

namespace Platform.Shared.Imaging;

/// <summary>Turns pixels upright by the EXIF orientation tag.</summary>
static class Orientation
{
    public static bool Swaps(SKEncodedOrigin origin) =>
        origin
            is SKEncodedOrigin.LeftTop
                or SKEncodedOrigin.RightTop
                or SKEncodedOrigin.RightBottom
                or SKEncodedOrigin.LeftBottom;

    public static PixelImage Upright(byte[] rgb, int width, int height, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return new(rgb, width, height);
        var (w, h) = Swaps(origin) ? (height, width) : (width, height);
        var upright = new byte[rgb.Length];
        for (var y = 0; y < h; y++)
        for (var x = 0; x < w; x++)
        {
            var (fromX, fromY) = origin switch
            {
                SKEncodedOrigin.TopRight => (width - 1 - x, y),
                SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                SKEncodedOrigin.LeftTop => (y, x),
                SKEncodedOrigin.RightTop => (y, height - 1 - x),
                SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                _ => (width - 1 - y, x), // LeftBottom
            };
            rgb.AsSpan((fromY * width + fromX) * 3, 3).CopyTo(upright.AsSpan((y * w + x) * 3));
        }
        return new(upright, w, h);
    }
}
