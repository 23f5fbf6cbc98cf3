using Platform.Shared.Imaging;
using SkiaSharp;

namespace Platform.Training.Tests.Data;

/// <summary>Drawn skin with a spot, each with blotches of its own, and copies of it as people make them.</summary>
static class DrawnSkin
{
    const int Width = 150,
        Height = 112;

    public static byte[] Png(int seed)
    {
        var random = new Random(seed);
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        surface.Canvas.Clear(new SKColor(225, 180, 160));
        using var paint = new SKPaint { IsAntialias = true };
        for (var i = 0; i < 120; i++)
            Blotch(random.Next(Width), random.Next(Height), 2 + random.Next(10), Shade(random, 200, 150, 130, 60));
        for (var i = 0; i < 25; i++)
            Blotch(
                Width / 2 + random.Next(-25, 25),
                Height / 2 + random.Next(-20, 20),
                3 + random.Next(9),
                Shade(random, 110, 60, 45, 120)
            );
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();

        void Blotch(int x, int y, int radius, SKColor colour)
        {
            paint.Color = colour;
            surface.Canvas.DrawCircle(x, y, radius, paint);
        }
    }

    /// <param name="turns">quarters</param>
    /// <param name="crop">share of the sides that is lost, at a place that the seed chooses</param>
    /// <param name="scale">of the copy's sides</param>
    public static byte[] Copy(byte[] encoded, int seed, int turns, bool mirror, float crop, float scale, int quality)
    {
        var random = new Random(seed);
        using var original = SKBitmap.Decode(encoded);
        using var image = SKImage.FromBitmap(original);
        var (w, h) = (original.Width * (1 - crop), original.Height * (1 - crop));
        var (x, y) = (random.NextSingle() * (original.Width - w), random.NextSingle() * (original.Height - h));
        var (toW, toH) = ((int)(w * scale), (int)(h * scale));
        using var surface = SKSurface.Create(turns % 2 == 0 ? new(toW, toH) : new SKImageInfo(toH, toW));
        surface.Canvas.Translate((turns % 2 == 0 ? toW : toH) / 2f, (turns % 2 == 0 ? toH : toW) / 2f);
        surface.Canvas.RotateDegrees(90 * turns);
        if (mirror)
            surface.Canvas.Scale(-1, 1);
        surface.Canvas.DrawImage(
            image,
            new SKRect(x, y, x + w, y + h),
            new SKRect(-toW / 2f, -toH / 2f, toW / 2f, toH / 2f),
            new SKSamplingOptions(SKCubicResampler.Mitchell)
        );
        using var copy = surface.Snapshot();
        using var data = copy.Encode(quality == 100 ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    /// <summary>The same within a dermoscope's black surround.</summary>
    public static byte[] Round(int seed)
    {
        var image = ImageDecoder.Decode(Png(seed), int.MaxValue);
        for (var i = 0; i < image.Rgb.Length; i++)
        {
            var (x, y) = (i / 3 % Width - Width / 2.0, i / 3 / Width - Height / 2.0);
            if (x * x / (70.0 * 70) + y * y / (52.0 * 52) > 1)
                image.Rgb[i] = 5;
        }
        return PngEncoder.Encode(image.Rgb, image.Width, image.Height);
    }

    static SKColor Shade(Random random, int r, int g, int b, byte alpha) =>
        new(
            (byte)(r + random.Next(-30, 30)),
            (byte)(g + random.Next(-30, 30)),
            (byte)(b + random.Next(-30, 30)),
            alpha
        );
}
