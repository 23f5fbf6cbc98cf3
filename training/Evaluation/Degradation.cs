using Platform.Shared.Imaging;
using SkiaSharp;

namespace Platform.Training.Evaluation;

/// <summary>
/// One way in which a picture gets worse, at rising levels. Applied to the network's input, so that one level means the
/// same for every camera; before its colours are balanced, where they are.
/// </summary>
/// <param name="Levels">0 is the image as it is</param>
/// <param name="Apply">uint8 [S, S, 3], side, level -> uint8 [S, S, 3]</param>
public sealed record Degradation(
    string Name,
    string Unit,
    IReadOnlyList<double> Levels,
    Func<byte[], int, double, byte[]> Apply
)
{
    public static readonly IReadOnlyList<Degradation> All =
    [
        new("blur", "standard deviation, % of the side", [0, 1, 2, 4, 8], Blur),
        new(
            "JPEG compression",
            "100 - quality",
            [0, 40, 60, 80, 95],
            (pixels, side, level) => level == 0 ? pixels : Jpeg(pixels, side, 100 - (int)level)
        ),
        new(
            "darker",
            "% less light",
            [0, 20, 40, 60, 80],
            (pixels, _, level) => Scale(pixels, 1 - level / 100, 1 - level / 100, 1 - level / 100)
        ),
        new(
            "brighter",
            "% more light",
            [0, 20, 40, 80, 120],
            (pixels, _, level) => Scale(pixels, 1 + level / 100, 1 + level / 100, 1 + level / 100)
        ),
        new(
            "blue cast",
            "% more blue, less red",
            [0, 10, 20, 40, 60],
            (pixels, _, level) => Scale(pixels, 1 - level / 100, 1, 1 + level / 100)
        ),
        new("noise", "standard deviation, levels of 255", [0, 8, 16, 32, 64], Noise),
    ];

    /// <summary>
    /// A square that is packed with its colours balanced is so again after it got worse: that of the photograph would
    /// have given the same but for brightness and rounding, because balancing scales the channels.
    /// </summary>
    /// <param name="square">uint8 [S, S, 3], as it is packed</param>
    /// <returns>uint8 [S, S, 3]; level 0 leaves it</returns>
    public byte[] Of(byte[] square, PreprocessingSpec spec, double level) =>
        level == 0 ? square : Preprocessing.Balanced(Apply(square, spec.Side, level), spec.Colour);

    static byte[] Blur(byte[] pixels, int side, double level)
    {
        if (level == 0)
            return pixels;
        var sigma = level / 100 * side;
        var reach = (int)Math.Ceiling(3 * sigma);
        var weights = Enumerable
            .Range(-reach, 2 * reach + 1)
            .Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))
            .ToArray();
        var total = weights.Sum();
        double[] Along(double[] values, int step, int other)
        {
            var result = new double[values.Length];
            for (var a = 0; a < side; a++)
            for (var b = 0; b < side; b++)
            for (var c = 0; c < 3; c++)
            {
                double sum = 0;
                for (var i = -reach; i <= reach; i++)
                    sum += weights[i + reach] * values[a * other + Math.Clamp(b + i, 0, side - 1) * step + c];
                result[a * other + b * step + c] = sum / total;
            }
            return result;
        }
        return
        [
            .. Along(Along([.. pixels.Select(p => (double)p)], 3, side * 3), side * 3, 3)
                .Select(v => (byte)Math.Round(v)),
        ];
    }

    static byte[] Jpeg(byte[] pixels, int side, int quality)
    {
        using var bitmap = SKBitmap.Decode(PngEncoder.Encode(pixels, side, side));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return ImageDecoder.Decode(data.ToArray(), int.MaxValue).Rgb;
    }

    static byte[] Scale(byte[] pixels, double red, double green, double blue) =>
        [
            .. pixels.Select(
                (p, i) =>
                    (byte)
                        Math.Clamp(
                            Math.Round(
                                p
                                    * (
                                        i % 3 == 0 ? red
                                        : i % 3 == 1 ? green
                                        : blue
                                    )
                            ),
                            0,
                            255
                        )
            ),
        ];

    /// <summary>The same noise for every image, so that levels differ in strength alone.</summary>
    static byte[] Noise(byte[] pixels, int side, double level)
    {
        var random = new Random(side);
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. pixels.Select(p => (byte)Math.Clamp(Math.Round(p + level * Normal()), 0, 255))];
    }
}
