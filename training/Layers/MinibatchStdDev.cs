using static TorchSharp.torch;

namespace Platform.Training.Layers;

/// <summary>
/// Appends one map: the standard deviation over a group of samples, averaged over channels and pixels. Samples i, i +
/// M, i + 2M, ... share a group (M = N / group). Karras et al. 2018, section 3, arXiv 1710.10196.
/// </summary>
public static class MinibatchStdDev
{
    /// <param name="x">[N, C, H, W]; the group is the largest divisor of N up to <paramref name="group"/>.</param>
    /// <returns>[N, C + 1, H, W]</returns>
    public static Tensor Apply(Tensor x, int group = 4)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var size = Enumerable.Range(1, (int)Math.Min(group, n)).Last(g => n % g == 0);
        var y = x.view(size, n / size, c, h, w); // [G, M, C, H, W]
        y = y - y.mean([0], keepdim: true);
        y = (y.square().mean([0]) + 1e-8).sqrt(); // [M, C, H, W]
        y = y.mean([1, 2, 3], keepdim: true); // [M, 1, 1, 1]
        return cat([x, y.repeat(size, 1, h, w)], 1);
    }
}
