using SkiaSharp;
using static Platform.Training.Data.PhantomImage;

namespace Platform.Training.Data;

/// <summary>
/// Draws a phantom lesion around the origin. Classes differ by what dermoscopy tells them by: symmetry, border and the
/// structures within (Argenziano et al. 2003); size, stretch, focus and colours are drawn alike for all.
/// </summary>
static class PhantomLesion
{
    public static void Draw(SKCanvas canvas, string code, PhantomTones tones, Random random)
    {
        var radius = Between(random, 28, 42);
        using var outline = Outline(random, radius, code);
        using (var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, Between(random, 0.6f, 2.4f)))
        using (
            var paint = new SKPaint
            {
                Color = tones.Body,
                MaskFilter = blur,
                IsAntialias = true,
            }
        )
            canvas.DrawPath(outline, paint);
        canvas.Save();
        canvas.ClipPath(outline, SKClipOperation.Intersect, antialias: true);
        switch (code)
        {
            case "mel":
                PhantomStructures.BlotchesAndVeil(canvas, radius, tones, random);
                break;
            case "bkl":
                PhantomStructures.CystsAndOpenings(canvas, radius, tones, random);
                break;
            case "vasc":
                PhantomStructures.Lacunae(canvas, radius, tones, random);
                break;
            default:
                PhantomStructures.Network(canvas, radius, tones, random);
                break;
        }
        canvas.Restore();
    }

    /// <summary>
    /// A closed curve r(a) = R (1 + sum of harmonics). Low ones of odd order make a lesion asymmetric, high ones fray
    /// its border; a naevus has hardly any.
    /// </summary>
    static SKPath Outline(Random random, float radius, string code)
    {
        var (first, last, roughness) = code switch
        {
            "mel" => (2, 6, 0.17f),
            "bkl" => (5, 10, 0.06f),
            "vasc" => (3, 5, 0.05f),
            _ => (2, 4, 0.03f),
        };
        var waves = Enumerable
            .Range(first, last - first + 1)
            .Select(k =>
                (Order: k, Size: Between(random, 0.3f, 1) * roughness, Phase: Between(random, 0, 2 * MathF.PI))
            )
            .ToArray();
        var stretch = MathF.Exp(Between(random, -0.25f, 0.25f));
        using var path = new SKPathBuilder();
        for (var i = 0; i < 120; i++)
        {
            var angle = 2 * MathF.PI * i / 120;
            var r = radius * (1 + waves.Sum(w => w.Size * MathF.Cos(w.Order * angle + w.Phase)));
            var point = new SKPoint(r * MathF.Cos(angle) * stretch, r * MathF.Sin(angle) / stretch);
            if (i == 0)
                path.MoveTo(point);
            else
                path.LineTo(point);
        }
        path.Close();
        return path.Detach();
    }
}
