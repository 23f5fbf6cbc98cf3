using SkiaSharp;
using static Platform.Training.Data.PhantomImage;

namespace Platform.Training.Data;

/// <summary>Draws a phantom lesion around the origin: an outline, a body colour and the structures that dermoscopy looks for.</summary>
static class PhantomLesion
{
    public static void Draw(SKCanvas canvas, string code, Random random)
    {
        var (outline, edge) = code switch
        {
            "mel" => (Outline(random, Between(random, 26, 38), 0.16f, 6), 1.2f),
            "bkl" => (Outline(random, Between(random, 22, 32), 0.06f, 9), 0.6f),
            "vasc" => (Outline(random, Between(random, 16, 26), 0.05f, 4), 1.6f),
            _ => (Outline(random, Between(random, 18, 30), 0.035f, 3), 2.6f),
        };
        using (outline)
        {
            var body = Body(code, random);
            using (var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, edge))
            using (var paint = new SKPaint { Color = body, MaskFilter = blur, IsAntialias = true }) canvas.DrawPath(outline, paint);
            canvas.Save();
            canvas.ClipPath(outline, SKClipOperation.Intersect, antialias: true);
            switch (code)
            {
                case "mel": Patches(canvas, random); break;
                case "bkl": Dots(canvas, random, 45, 1.1f, 2.3f, new(240, 222, 172, 220), new(74, 48, 30, 210)); break;
                case "vasc": Dots(canvas, random, 16, 4f, 8f, new(122, 14, 42, 190), new(84, 10, 66, 190)); break;
                default: Net(canvas, random, Mix(body, SKColors.Black, 0.35f)); break;
            }
            canvas.Restore();
        }
    }

    static SKColor Body(string code, Random random) => code switch
    {
        "mel" => Mix(new(92, 56, 40), new(44, 30, 30), random.NextSingle()),
        "bkl" => Mix(new(170, 132, 84), new(136, 98, 64), random.NextSingle()),
        "vasc" => Mix(new(190, 56, 62), new(150, 30, 60), random.NextSingle()),
        _ => Mix(new(158, 106, 74), new(104, 66, 46), random.NextSingle()),
    };

    /// <summary>A closed curve r(a) = R (1 + sum of harmonics from 2), each of a random size up to <paramref name="roughness"/>.</summary>
    static SKPath Outline(Random random, float radius, float roughness, int harmonics)
    {
        var waves = Enumerable.Range(2, harmonics).Select(k => (Order: k, Size: Between(random, 0.2f, 1) * roughness, Phase: Between(random, 0, 2 * MathF.PI))).ToArray();
        var stretch = Between(random, 0.8f, 1.2f);
        using var path = new SKPathBuilder();
        for (var i = 0; i < 96; i++)
        {
            var angle = 2 * MathF.PI * i / 96;
            var r = radius * (1 + waves.Sum(w => w.Size * MathF.Cos(w.Order * angle + w.Phase)));
            var point = new SKPoint(r * MathF.Cos(angle) * stretch, r * MathF.Sin(angle));
            if (i == 0) path.MoveTo(point); else path.LineTo(point);
        }
        path.Close();
        return path.Detach();
    }

    /// <summary>Several colours, unevenly: black, blue-grey veil, red-brown, regression white.</summary>
    static void Patches(SKCanvas canvas, Random random)
    {
        SKColor[] colors = [new(24, 18, 20, 225), new(84, 92, 118, 190), new(134, 58, 40, 200), new(206, 186, 180, 150)];
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 3);
        for (var i = 0; i < 9; i++)
        {
            using var paint = new SKPaint { Color = colors[random.Next(colors.Length)], MaskFilter = blur, IsAntialias = true };
            canvas.DrawOval(Between(random, -30, 30), Between(random, -30, 30), Between(random, 4, 13), Between(random, 4, 13), paint);
        }
    }

    static void Dots(SKCanvas canvas, Random random, int count, float small, float large, SKColor a, SKColor b)
    {
        for (var i = 0; i < count; i++)
        {
            using var paint = new SKPaint { Color = random.Next(2) == 0 ? a : b, IsAntialias = true };
            canvas.DrawCircle(Between(random, -32, 32), Between(random, -32, 32), Between(random, small, large), paint);
        }
    }

    /// <summary>A pigment network: two sets of parallel lines.</summary>
    static void Net(SKCanvas canvas, Random random, SKColor color)
    {
        using var paint = new SKPaint { Color = color.WithAlpha(90), StrokeWidth = 0.9f, IsAntialias = true };
        var step = Between(random, 4.5f, 7);
        foreach (var angle in new[] { Between(random, 0, 60), Between(random, 80, 110) })
        {
            canvas.Save();
            canvas.RotateDegrees(angle);
            for (var x = -44f; x <= 44; x += step) canvas.DrawLine(x, -44, x, 44, paint);
            canvas.Restore();
        }
    }
}
