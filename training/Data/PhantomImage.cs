using SkiaSharp;

namespace Platform.Training.Data;

/// <summary>Draws one photograph of a phantom lesion: skin, lesion, hair, vignette, a cast of the light.</summary>
static class PhantomImage
{
    const int Width = 160,
        Height = 120;

    /// <param name="lesionSeed">what stays the same in all photographs of the lesion</param>
    /// <param name="photoSeed">position, rotation, light and hair of this photograph</param>
    public static byte[] Png(string code, int lesionSeed, int photoSeed)
    {
        var lesion = new Random(lesionSeed);
        var photo = new Random(photoSeed);
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        var tones = PhantomTones.Draw(lesion);
        Skin(canvas, tones.Skin, lesion);
        canvas.Save();
        canvas.Translate(Width / 2f + Between(photo, -9, 9), Height / 2f + Between(photo, -7, 7));
        canvas.RotateDegrees(Between(photo, 0, 360));
        canvas.Scale(Between(photo, 0.9f, 1.12f));
        PhantomLesion.Draw(canvas, code, tones, lesion);
        canvas.Restore();
        Hair(canvas, photo);
        Light(canvas, photo);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    internal static float Between(Random random, float low, float high) => low + (high - low) * random.NextSingle();

    internal static SKColor Mix(SKColor a, SKColor b, float t) =>
        new(
            (byte)(a.Red + (b.Red - a.Red) * t),
            (byte)(a.Green + (b.Green - a.Green) * t),
            (byte)(a.Blue + (b.Blue - a.Blue) * t)
        );

    static void Skin(SKCanvas canvas, SKColor skin, Random random)
    {
        canvas.Clear(skin);
        using var noise = SKShader.CreatePerlinNoiseFractalNoise(0.05f, 0.05f, 3, random.Next(1000));
        using var paint = new SKPaint
        {
            Shader = noise,
            BlendMode = SKBlendMode.SoftLight,
            Color = SKColors.White.WithAlpha(150),
        };
        canvas.DrawRect(0, 0, Width, Height, paint);
    }

    static void Hair(SKCanvas canvas, Random random)
    {
        var count = random.Next(3) == 0 ? random.Next(3, 9) : random.Next(2);
        for (var i = 0; i < count; i++)
        {
            using var path = new SKPathBuilder();
            path.MoveTo(Between(random, -10, Width + 10), Between(random, -10, Height + 10));
            path.QuadTo(
                Between(random, 0, Width),
                Between(random, 0, Height),
                Between(random, -10, Width + 10),
                Between(random, -10, Height + 10)
            );
            using var paint = new SKPaint
            {
                Style = SKPaintStyle.Stroke,
                StrokeWidth = Between(random, 0.6f, 1.5f),
                IsAntialias = true,
                Color = new SKColor(40, 26, 18, 215),
            };
            using var hair = path.Detach();
            canvas.DrawPath(hair, paint);
        }
    }

    static void Light(SKCanvas canvas, Random random)
    {
        using var vignette = SKShader.CreateRadialGradient(
            new(Width / 2f, Height / 2f),
            Between(random, 84, 120),
            [SKColors.Transparent, SKColors.Transparent, new SKColor(8, 4, 6, 235)],
            [0, Between(random, 0.72f, 0.86f), 1],
            SKShaderTileMode.Clamp
        );
        using var dark = new SKPaint { Shader = vignette };
        canvas.DrawRect(0, 0, Width, Height, dark);
        byte Cast() => (byte)random.Next(205, 256);
        using var tint = new SKPaint { BlendMode = SKBlendMode.Modulate, Color = new(Cast(), Cast(), Cast()) };
        canvas.DrawRect(0, 0, Width, Height, tint);
    }
}
