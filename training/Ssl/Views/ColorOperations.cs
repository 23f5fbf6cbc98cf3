using static TorchSharp.torch;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// torchvision's colour operations on tensors, with one factor a sample. Images are [N, 3, S, S] in [0, 1], factors [N,
/// 1, 1, 1].
/// </summary>
public static class ColorOperations
{
    public static Tensor Apply(ColorOperation operation, Tensor x, Tensor factor) =>
        operation switch
        {
            ColorOperation.Brightness => (x * factor).clamp(0, 1),
            ColorOperation.Contrast => Blend(x, Gray(x).mean([1, 2, 3], keepdim: true), factor),
            ColorOperation.Saturation => Blend(x, Gray(x), factor),
            ColorOperation.Hue => ShiftHue(x, factor),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    /// <summary>Luma of ITU-R BT.601.</summary>
    /// <returns>[N, 1, S, S]</returns>
    public static Tensor Gray(Tensor x) =>
        0.2989 * x.narrow(1, 0, 1) + 0.587 * x.narrow(1, 1, 1) + 0.114 * x.narrow(1, 2, 1);

    static Tensor Blend(Tensor x, Tensor other, Tensor factor) => (x * factor + other * (1 - factor)).clamp(0, 1);

    /// <summary>
    /// Turns the hue with saturation and value kept. In the HSV hexagon a channel is v - c * clamp(min(k, 4 - k), 0, 1)
    /// with k = (n + h) mod 6, n = 5, 3, 1 for red, green, blue, h in sixths of a turn and c = max - min.
    /// </summary>
    static Tensor ShiftHue(Tensor x, Tensor turns)
    {
        var (r, g, b) = (x.narrow(1, 0, 1), x.narrow(1, 1, 1), x.narrow(1, 2, 1));
        var value = x.amax([1], keepdim: true); // [N, 1, S, S]
        var chroma = value - x.amin([1], keepdim: true);
        var safe = chroma.clamp(min: 1e-12);
        var hue = where(value == r, (g - b) / safe, where(value == g, 2 + (b - r) / safe, 4 + (r - g) / safe));
        // [N, 3, S, S]
        var k = (tensor(new float[] { 5, 3, 1 }, device: x.device).view(1, 3, 1, 1) + (hue + 6 * turns)).remainder(6);
        return value - chroma * minimum(k, 4 - k).clamp(0, 1);
    }
}
