namespace Platform.Training.Evaluation;

/// <summary>
/// The tone of the skin around a lesion: the individual typology angle of a ring near the border of the picture.
/// Chardon, Cretois, Hourseau 1991; bands by Del Bino and Bernerd 2013. An estimate: cameras, lamps and polarisers are
/// not calibrated, the lesion may reach the ring, and a tan counts as tone.
/// </summary>
public static class SkinTone
{
    const double Inner = 0.72,
        Outer = 0.96; // of half the side: outside most lesions, inside most vignettes
    const double Darkest = 10; // L*: below are vignettes and hair

    public static readonly IReadOnlyList<string> Bands =
    [
        "very light",
        "light",
        "intermediate",
        "tan",
        "brown",
        "dark",
    ];

    /// <summary>Degrees; null where the ring holds no skin.</summary>
    /// <param name="pixels">uint8 [S, S, 3]</param>
    public static double? Angle(ReadOnlySpan<byte> pixels, int side)
    {
        var (lightness, yellow) = (new List<double>(), new List<double>());
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
        {
            var radius = Math.Sqrt(Math.Pow(2 * (y + 0.5) / side - 1, 2) + Math.Pow(2 * (x + 0.5) / side - 1, 2));
            if (radius is < Inner or > Outer)
                continue;
            var at = (y * side + x) * 3;
            var (l, _, b) = Lab(pixels[at], pixels[at + 1], pixels[at + 2]);
            if (l < Darkest)
                continue;
            lightness.Add(l);
            yellow.Add(b);
        }
        return lightness.Count == 0 ? null : Math.Atan2(Median(lightness) - 50, Median(yellow)) * 180 / Math.PI;
    }

    public static string Band(double angle) =>
        Bands[
            angle switch
            {
                > 55 => 0,
                > 41 => 1,
                > 28 => 2,
                > 10 => 3,
                > -30 => 4,
                _ => 5,
            }
        ];

    /// <summary>CIELAB under D65. IEC 61966-2-1 for sRGB; CIE 15:2004, Eq. 8.3 to 8.10.</summary>
    public static (double L, double A, double B) Lab(byte red, byte green, byte blue)
    {
        static double Linear(byte level) =>
            level / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
        var (r, g, b) = (Linear(red), Linear(green), Linear(blue));
        var x = F((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
        var y = F(0.2126 * r + 0.7152 * g + 0.0722 * b);
        var z = F((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
