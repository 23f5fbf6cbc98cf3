using SkiaSharp;

namespace Platform.Charts;

/// <summary>Images side by side, each with its name below.</summary>
public static class LabelledSheet
{
    const int Cell = 128,
        Caption = 22,
        Gap = 6;

    /// <param name="images">each uint8 [side, side, 3]</param>
    public static byte[] Png(IReadOnlyList<(string Name, byte[] Rgb)> images, int side, int columns)
    {
        var rows = (images.Count + columns - 1) / columns;
        using var surface = SKSurface.Create(
            new SKImageInfo(columns * (Cell + Gap) + Gap, rows * (Cell + Caption + Gap) + Gap)
        );
        using var face = SKTypeface.FromFile(ChartFont.Regular);
        using var font = new SKFont(face, 11);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        surface.Canvas.Clear(SKColors.White);
        for (var i = 0; i < images.Count; i++)
        {
            var (x, y) = (Gap + i % columns * (Cell + Gap), Gap + i / columns * (Cell + Caption + Gap));
            using var image = Image(images[i].Rgb, side);
            surface.Canvas.DrawImage(
                image,
                SKRect.Create(x, y, Cell, Cell),
                new SKSamplingOptions(SKFilterMode.Linear)
            );
            surface.Canvas.DrawText(images[i].Name, x + Cell / 2f, y + Cell + 15, SKTextAlign.Center, font, ink);
        }
        using var snapshot = surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    static SKImage Image(byte[] rgb, int side)
    {
        var rgba = new byte[side * side * 4];
        for (var i = 0; i < side * side; i++)
        {
            rgb.AsSpan(i * 3, 3).CopyTo(rgba.AsSpan(i * 4));
            rgba[i * 4 + 3] = 255;
        }
        return SKImage.FromPixelCopy(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }
}
