using System.Numerics.Tensors;
using Platform.Training.Data;

namespace Platform.Training.Audit;

/// <summary>
/// Whether one image is another one turned, mirrored, cropped or compressed: the highest normalised cross-correlation
/// of their details over the eight symmetries of the square and crops of the original. Lewis 1995, "Fast normalized
/// cross-correlation", Eq. 2. Near 1 for a copy; lesions that merely look alike differ in their details.
/// </summary>
public static class CopyScore
{
    const int Side = 32,
        Window = 1; // details are what a mean over 3 x 3 of 32 pixels leaves

    static readonly double[] Places = [0, 0.25, 0.5, 0.75, 1],
        Steps = [-1, 0, 1];

    /// <summary>Shares of the side that a copy may have lost, and where the rest may lie in it.</summary>
    static readonly (double Scale, double X, double Y)[] Crops =
    [
        (1, 0, 0),
        .. from scale in new[] { 0.975, 0.95, 0.925, 0.9 }
        from x in Places
        from y in Places
        select (scale, x * (1 - scale), y * (1 - scale)),
    ];

    static readonly (double Scale, double X, double Y)[] CoarseCrops =
    [
        (1, 0, 0),
        .. from x in new[] { 0, 0.5, 1 } from y in new[] { 0, 0.5, 1 } select (0.95, 0.05 * x, 0.05 * y),
    ];

    /// <param name="image">uint8 [S, S, 3]</param>
    /// <param name="original">uint8 [S, S, 3]</param>
    /// <returns>-1 to 1</returns>
    public static double Of(byte[] image, byte[] original, int side)
    {
        var (light, other) = (Luminance(image, side), Luminance(original, side));
        var best = Best(light, other, side, Crops, Details);
        // A misplacement by a third of a pixel of 32 costs a tenth of the score, hence finer steps about the best.
        foreach (var step in new[] { 0.00625, 0.003125 })
            best = Best(
                light,
                other,
                side,
                [
                    .. from s in Steps
                    from x in Steps
                    from y in Steps
                    select (best.Crop.Scale + 2 * s * step, best.Crop.X + x * step, best.Crop.Y + y * step),
                ],
                Details
            );
        return best.Score;
    }

    /// <summary>
    /// Of several candidates the one that lies best on the image after a crop: by the same correlation of the whole,
    /// not of the details, over a few crops.
    /// </summary>
    /// <returns>its position</returns>
    public static int Likest(byte[] image, IReadOnlyList<byte[]> candidates, int side)
    {
        if (candidates.Count == 1)
            return 0;
        var light = Luminance(image, side);
        return Enumerable
            .Range(0, candidates.Count)
            .MaxBy(c => Best(light, Luminance(candidates[c], side), side, CoarseCrops, Whole).Score);
    }

    static (double Score, (double Scale, double X, double Y) Crop) Best(
        float[] image,
        float[] original,
        int side,
        IReadOnlyList<(double Scale, double X, double Y)> crops,
        Func<float[], float[]> part
    )
    {
        var turned = SquareSymmetries.Of(Part(image, (1, 0, 0)), Side, 1).ToArray();
        return crops
            .Select(crop =>
                Part(original, crop) is var cropped
                    ? (turned.Max(t => (double)TensorPrimitives.Dot<float>(t, cropped)), crop)
                    : default
            )
            .MaxBy(c => c.Item1);

        float[] Part(float[] light, (double, double, double) crop)
        {
            var values = part(Resampled(light, side, crop));
            TensorPrimitives.Divide(values, Math.Max(TensorPrimitives.Norm<float>(values), 1e-6f), values);
            return values;
        }
    }

    static float[] Luminance(byte[] pixels, int side)
    {
        var light = new float[side * side];
        for (var i = 0; i < light.Length; i++)
            light[i] = 0.299f * pixels[3 * i] + 0.587f * pixels[3 * i + 1] + 0.114f * pixels[3 * i + 2]; // ITU-R BT.601
        return light;
    }

    /// <summary>Less the local mean.</summary>
    static float[] Details(float[] small)
    {
        TensorPrimitives.Subtract(small, Means(Means(small, 1, Side), Side, 1), small);
        return small;
    }

    /// <summary>Less the mean.</summary>
    static float[] Whole(float[] small)
    {
        TensorPrimitives.Subtract(small, TensorPrimitives.Average<float>(small), small);
        return small;
    }

    /// <summary>The cropped image at 32 x 32.</summary>
    static float[] Resampled(float[] light, int side, (double Scale, double X, double Y) crop)
    {
        var small = new float[Side * Side];
        var taps = Math.Max(1, side / Side);
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        {
            double sum = 0;
            for (var i = 0; i < taps * taps; i++)
                sum += At(
                    light,
                    side,
                    (crop.X + crop.Scale * (x + (i % taps + 0.5) / taps) / Side) * side - 0.5,
                    (crop.Y + crop.Scale * (y + (i / taps + 0.5) / taps) / Side) * side - 0.5
                );
            small[y * Side + x] = (float)(sum / (taps * taps));
        }
        return small;
    }

    /// <summary>Means of up to three pixels along one axis.</summary>
    static float[] Means(float[] values, int step, int other)
    {
        var means = new float[values.Length];
        for (var a = 0; a < Side; a++)
        for (var b = 0; b < Side; b++)
        {
            var (from, to, sum) = (Math.Max(0, b - Window), Math.Min(Side - 1, b + Window), 0f);
            for (var i = from; i <= to; i++)
                sum += values[a * other + i * step];
            means[a * other + b * step] = sum / (to - from + 1);
        }
        return means;
    }

    /// <summary>Bilinear.</summary>
    static double At(float[] light, int side, double x, double y)
    {
        (x, y) = (Math.Clamp(x, 0, side - 1), Math.Clamp(y, 0, side - 1));
        var (x0, y0) = ((int)x, (int)y);
        var (x1, y1) = (Math.Min(x0 + 1, side - 1), Math.Min(y0 + 1, side - 1));
        double Row(int row) => light[row * side + x0] + (x - x0) * (light[row * side + x1] - light[row * side + x0]);
        return Row(y0) + (y - y0) * (Row(y1) - Row(y0));
    }
}
