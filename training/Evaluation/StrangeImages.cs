using Platform.Charts;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using SkiaSharp;

namespace Platform.Training.Evaluation;

/// <summary>
/// Pictures that are no photographs of skin, drawn from (kind, index): what a model must not give a diagnosis for.
/// </summary>
public static class StrangeImages
{
    const int Canvas = 256;
    const string Letters = "abcdefghijklmnopqrstuvwxyz     .,";

    public static readonly IReadOnlyList<(string Name, Func<int, byte[]> Encoded)> All =
    [
        ("uniform noise", i => Draw(i, Noise)),
        ("smooth gradients", i => Draw(i, Gradient)),
        ("stripes and checks", i => Draw(i, Pattern)),
        ("pages of text", i => Draw(i, Text)),
        ("drawn landscapes", i => Draw(i, Landscape)),
        ("drawn phantom lesions", i => Datasets.Read(Datasets.Phantom, null, i + 1, 77).Images[i].Read()),
    ];

    /// <summary>uint8 [side, side, 3]</summary>
    public static byte[] Pixels(Func<int, byte[]> encoded, int index, PreprocessingSpec spec) =>
        Preprocessing.Square(encoded(index), spec);

    static byte[] Draw(int index, Action<SKCanvas, Random> paint)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Canvas, Canvas, SKColorType.Rgba8888, SKAlphaType.Opaque));
        paint(surface.Canvas, new Random(1000 + index));
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    static SKColor Any(Random random) => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));

    static void Noise(SKCanvas canvas, Random random)
    {
        using var bitmap = new SKBitmap(Canvas, Canvas);
        for (var y = 0; y < Canvas; y++)
        for (var x = 0; x < Canvas; x++)
            bitmap.SetPixel(x, y, Any(random));
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
    }

    static void Gradient(SKCanvas canvas, Random random)
    {
        using var shader = SKShader.CreateLinearGradient(
            new(random.Next(Canvas), 0),
            new(random.Next(Canvas), Canvas),
            [Any(random), Any(random), Any(random)],
            SKShaderTileMode.Clamp
        );
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, Canvas, Canvas, paint);
    }

    static void Pattern(SKCanvas canvas, Random random)
    {
        canvas.Clear(Any(random));
        using var paint = new SKPaint { Color = Any(random) };
        var (step, checks) = (random.Next(6, 48), random.Next(2) == 0);
        canvas.RotateDegrees(random.Next(90), Canvas / 2f, Canvas / 2f);
        for (var y = -Canvas; y < 2 * Canvas; y += step)
        for (var x = -Canvas; x < 2 * Canvas; x += step)
            if ((y / step + (checks ? x / step : 0)) % 2 == 0)
                canvas.DrawRect(x, y, step, step, paint);
    }

    static void Text(SKCanvas canvas, Random random)
    {
        canvas.Clear(SKColors.White);
        using var typeface = SKTypeface.FromFile(ChartFont.Regular);
        using var font = new SKFont(typeface, random.Next(8, 22));
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (var y = font.Size; y < Canvas; y += 1.4f * font.Size)
            canvas.DrawText(
                new string([.. Enumerable.Range(0, 60).Select(_ => Letters[random.Next(Letters.Length)])]),
                6,
                y,
                SKTextAlign.Left,
                font,
                paint
            );
    }

    static void Landscape(SKCanvas canvas, Random random)
    {
        canvas.Clear(new((byte)random.Next(90, 180), (byte)random.Next(170, 220), 250));
        using var paint = new SKPaint { IsAntialias = true };
        void Fill(SKColor color, Action draw)
        {
            paint.Color = color;
            draw();
        }
        Fill(
            SKColors.Gold,
            () => canvas.DrawCircle(random.Next(Canvas), random.Next(20, 80), random.Next(12, 30), paint)
        );
        for (var i = 0; i < 3; i++)
            Fill(
                new((byte)random.Next(40, 90), (byte)random.Next(110, 180), (byte)random.Next(40, 80)),
                () => canvas.DrawOval(random.Next(Canvas), 250, random.Next(100, 200), random.Next(60, 110), paint)
            );
        var (x, y) = (random.Next(30, 180), random.Next(130, 170));
        Fill(Any(random), () => canvas.DrawRect(x, y, 60, 55, paint));
        Fill(SKColors.Firebrick, () => canvas.DrawRect(x - 6, y - 18, 72, 20, paint));
        Fill(SKColors.LightYellow, () => canvas.DrawRect(x + 8, y + 10, 16, 16, paint));
        for (var i = random.Next(2, 6); i > 0; i--)
        {
            var at = random.Next(Canvas);
            Fill(SKColors.SaddleBrown, () => canvas.DrawRect(at, 190, 8, 45, paint));
            Fill(SKColors.DarkGreen, () => canvas.DrawCircle(at + 4, 180, random.Next(14, 26), paint));
        }
    }
}
