namespace Platform.Training.Metrics;

/// <summary>Real images made worse in known ways: the upper end of each measure's scale.</summary>
public static class Degraded
{
    const double NoiseLevels = 40;

    public static readonly IReadOnlyDictionary<string, Func<byte[], int, int, byte[]>> Ways = new Dictionary<
        string,
        Func<byte[], int, int, byte[]>
    >
    {
        ["blurred"] = (rgb, side, _) => Blurred(rgb, side),
        ["noisy"] = (rgb, _, seed) => Noisy(rgb, seed),
        ["shuffled"] = (rgb, _, seed) => Shuffled(rgb, seed),
    };

    /// <summary>By a Gaussian of a deviation of 1/32 of the side.</summary>
    public static byte[] Blurred(byte[] rgb, int side)
    {
        var sigma = side / 32.0;
        var reach = (int)Math.Ceiling(3 * sigma);
        double[] kernel =
        [
            .. Enumerable.Range(-reach, 2 * reach + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma))),
        ];
        var total = kernel.Sum();
        double Along(Func<int, double> at, int centre) =>
            Enumerable
                .Range(-reach, kernel.Length)
                .Sum(i => kernel[i + reach] * at(Math.Clamp(centre + i, 0, side - 1))) / total;
        var rows = new double[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
            rows[i] = Along(x => rgb[i - i / 3 % side * 3 + x * 3], i / 3 % side);
        var result = new byte[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
            result[i] = (byte)Math.Round(Along(y => rows[i + (y - i / 3 / side) * side * 3], i / 3 / side));
        return result;
    }

    /// <summary>With Gaussian noise of a deviation of 40 of 255 levels.</summary>
    public static byte[] Noisy(byte[] rgb, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. rgb.Select(v =>
                (byte)
                    Math.Clamp(
                        v
                            + NoiseLevels
                                * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                                * Math.Cos(2 * Math.PI * random.NextDouble()),
                        0,
                        255
                    )
            ),
        ];
    }

    /// <summary>With its pixels in random order: the colours and nothing else.</summary>
    public static byte[] Shuffled(byte[] rgb, int seed)
    {
        var pixels = rgb.Chunk(3).ToArray();
        new Random(seed).Shuffle(pixels);
        return [.. pixels.SelectMany(p => p)];
    }
}
