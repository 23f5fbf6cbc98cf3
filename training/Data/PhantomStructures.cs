using SkiaSharp;
using static Platform.Training.Data.PhantomImage;

namespace Platform.Training.Data;

/// <summary>
/// The structures within a lesion, large enough to be seen at 32 pixels. Each has about as much that is darker than the
/// lesion's body as lighter, so that the mean colour does not give the class away.
/// </summary>
static class PhantomStructures
{
    /// <summary>Of a melanoma: dark blotches to one side of the centre, a blue-white veil on the other.</summary>
    public static void BlotchesAndVeil(SKCanvas canvas, float radius, PhantomTones tones, Random random)
    {
        var side = Between(random, 0, 2 * MathF.PI);
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 2);
        Ovals(random.Next(2, 4), side + MathF.PI, Mix(tones.Light, new(150, 170, 200), 0.6f).WithAlpha(210));
        Ovals(random.Next(3, 6), side, tones.Dark);

        void Ovals(int count, float towards, SKColor color)
        {
            using var paint = new SKPaint
            {
                Color = color,
                MaskFilter = blur,
                IsAntialias = true,
            };
            for (var i = 0; i < count; i++)
            {
                var (angle, far) = (towards + Between(random, -0.9f, 0.9f), radius * Between(random, 0.3f, 0.85f));
                canvas.DrawOval(
                    far * MathF.Cos(angle),
                    far * MathF.Sin(angle),
                    radius * Between(random, 0.16f, 0.36f),
                    radius * Between(random, 0.16f, 0.36f),
                    paint
                );
            }
        }
    }

    /// <summary>Of a seborrhoeic keratosis: milia-like cysts, light, and comedo-like openings, dark.</summary>
    public static void CystsAndOpenings(SKCanvas canvas, float radius, PhantomTones tones, Random random)
    {
        foreach (var place in Spread(random, radius, 14))
        {
            var color = random.Next(2) == 0 ? tones.Light : tones.Dark;
            using var paint = new SKPaint { Color = color, IsAntialias = true };
            canvas.DrawCircle(place, Between(random, 3.4f, 5.4f), paint);
        }
    }

    /// <summary>Of a haemangioma: lacunae, large, round and dark, between pale septa.</summary>
    public static void Lacunae(SKCanvas canvas, float radius, PhantomTones tones, Random random)
    {
        canvas.Clear(Mix(tones.Body, tones.Light, 0.5f));
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 0.8f);
        using var paint = new SKPaint
        {
            Color = tones.Dark.WithAlpha(200),
            MaskFilter = blur,
            IsAntialias = true,
        };
        foreach (var place in Spread(random, radius, 20))
            canvas.DrawOval(place, new(Between(random, 7, 9.5f), Between(random, 7, 9.5f)), paint);
    }

    /// <summary>Of a naevus: a regular pigment network, lines around the holes of a hexagonal grid.</summary>
    public static void Network(SKCanvas canvas, float radius, PhantomTones tones, Random random)
    {
        var pitch = Between(random, 9, 11.5f);
        canvas.RotateDegrees(Between(random, 0, 60));
        canvas.Clear(Mix(tones.Body, tones.Dark, 0.6f));
        using var paint = new SKPaint { Color = Mix(tones.Body, tones.Light, 0.6f), IsAntialias = true };
        var rows = (int)(2 * radius / pitch) + 2;
        for (var row = -rows; row <= rows; row++)
        for (var column = -rows; column <= rows; column++)
            canvas.DrawCircle(pitch * (column + 0.5f * (row & 1)), pitch * 0.866f * row, pitch * 0.31f, paint);
    }

    /// <summary>Places within the radius that keep a distance from each other.</summary>
    /// <param name="distance">in pixels</param>
    static List<SKPoint> Spread(Random random, float radius, float distance)
    {
        var places = new List<SKPoint>();
        for (var tries = 0; tries < 200; tries++)
        {
            var (angle, far) = (Between(random, 0, 2 * MathF.PI), radius * 1.1f * MathF.Sqrt(random.NextSingle()));
            var place = new SKPoint(far * MathF.Cos(angle), far * MathF.Sin(angle));
            if (places.All(p => SKPoint.Distance(p, place) > distance))
                places.Add(place);
        }
        return places;
    }
}
