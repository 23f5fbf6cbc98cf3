using Platform.Shared.Imaging;

namespace Platform.Shared.Trust;

/// <summary>
/// Draws a class activation map over its image: red speaks for the class, blue against it, the photograph shows
/// through.
/// </summary>
public static class HeatMap
{
    const double Opacity = 0.55;

    /// <param name="map">[height, width] of <see cref="ClassActivation"/></param>
    /// <param name="fit">how the image lay on the square that the map is of: what is outside stays as it is</param>
    /// <returns>PNG of the image's size</returns>
    public static byte[] Png(PixelImage image, IReadOnlyList<float> map, int height, int width, Fit fit = Fit.Squash)
    {
        if (map.Count != height * width)
            throw new ArgumentException($"{map.Count} values are not {height} x {width}.", nameof(map));
        var most = Math.Max(map.Max(Math.Abs), 1e-12f);
        var rgb = (byte[])image.Rgb.Clone();
        var frame = Frame.Of(fit, image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        for (var x = 0; x < image.Width; x++)
        {
            var (v, u) = (
                (y + 0.5 - frame.Down.Start) / frame.Down.Size,
                (x + 0.5 - frame.Across.Start) / frame.Across.Size
            );
            if (v is < 0 or > 1 || u is < 0 or > 1)
                continue;
            var value = At(map, height, width, v * height - 0.5, u * width - 0.5) / most; // -1 .. 1
            var alpha = Opacity * Math.Abs(value);
            (double R, double G, double B) color = value >= 0 ? (255, 32, 16) : (16, 64, 255);
            var at = (y * image.Width + x) * 3;
            (rgb[at], rgb[at + 1], rgb[at + 2]) = (
                Mix(rgb[at], color.R, alpha),
                Mix(rgb[at + 1], color.G, alpha),
                Mix(rgb[at + 2], color.B, alpha)
            );
        }
        return PngEncoder.Encode(rgb, image.Width, image.Height);
    }

    /// <summary>Bilinear between the centres of the places, constant beyond the outer ones.</summary>
    static double At(IReadOnlyList<float> map, int height, int width, double y, double x)
    {
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        var (y0, x0) = ((int)y, (int)x);
        var (y1, x1) = (Math.Min(y0 + 1, height - 1), Math.Min(x0 + 1, width - 1));
        double Row(int row) => map[row * width + x0] + (x - x0) * (map[row * width + x1] - map[row * width + x0]);
        return Row(y0) + (y - y0) * (Row(y1) - Row(y0));
    }

    static byte Mix(byte level, double color, double alpha) => (byte)Math.Round(level + (color - level) * alpha);
}
