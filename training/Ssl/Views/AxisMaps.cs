using static TorchSharp.torch;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// Crop, resize, mirror and blur are linear along each axis: one [V, S] matrix a sample and axis, V the side of the
/// view, applied to the whole batch as two batched matrix products.
/// </summary>
static class AxisMaps
{
    /// <summary>
    /// Resizes [start, start + length) of an image to the side of a view by triangle filters that widen with the
    /// reduction: torchvision's bilinear resize with antialiasing, which takes no pixel from outside the crop.
    /// </summary>
    /// <param name="starts">[N], pixels</param>
    /// <param name="lengths">[N], pixels</param>
    /// <param name="from">S, side of the image</param>
    /// <param name="to">V, side of the view</param>
    /// <returns>[N, V, S]: output pixel, input pixel</returns>
    public static Tensor Resize(Tensor starts, Tensor lengths, int from, int to)
    {
        var (start, length) = (starts.view(-1, 1, 1), lengths.view(-1, 1, 1)); // [N, 1, 1]
        var input = arange(from, dtype: float32, device: starts.device).view(1, 1, from) + 0.5;
        var output = arange(to, dtype: float32, device: starts.device).view(1, to, 1) + 0.5;
        var scale = length / to;
        var center = start + output * scale; // [N, V, 1]
        var weights = (1 - (input - center).abs() / scale.clamp(min: 1)).clamp(min: 0); // [N, V, S]
        weights = weights * ((input > start) & (input < start + length));
        return weights / weights.sum(2, keepdim: true);
    }

    /// <summary>
    /// Gaussian blur with mirrored borders (edge pixel not repeated), kernel a tenth of the side made odd. Chen et al.
    /// 2020, appendix A.
    /// </summary>
    /// <param name="sigmas">[N], pixels; 0 is the identity</param>
    public static Tensor Blur(Tensor sigmas, int side)
    {
        var radius = Math.Min(Math.Max(side / 10 / 2, 1), side - 1);
        var offsets = arange(-radius, radius + 1, dtype: float32, device: sigmas.device); // [K]
        var kernels = (-0.5 * (offsets / sigmas.view(-1, 1).clamp(min: 1e-3)).square()).exp(); // [N, K]
        kernels = kernels / kernels.sum(1, keepdim: true);
        var map = zeros(sigmas.shape[0], side, side, device: sigmas.device);
        var output = arange(side, dtype: int64, device: sigmas.device);
        for (var k = 0; k < 2 * radius + 1; k++)
        {
            var input = (output + (k - radius)).abs();
            input = side - 1 - (side - 1 - input).abs(); // mirrored at both ends
            var tap = nn.functional.one_hot(input, side).to(float32); // [S, S]
            map += kernels[TensorIndex.Colon, k].view(-1, 1, 1) * tap;
        }
        return map;
    }

    /// <param name="images">[N, 3, S, S]</param>
    /// <param name="rows">[N, V, S]</param>
    /// <param name="columns">[N, V, S]</param>
    /// <returns>[N, 3, V, V]</returns>
    public static Tensor Apply(Tensor images, Tensor rows, Tensor columns)
    {
        var (n, from, to) = (images.shape[0], images.shape[3], rows.shape[1]);
        var x = matmul(rows.unsqueeze(1), images); // [N, 3, V, S]
        return bmm(x.reshape(n, 3 * to, from), columns.transpose(1, 2)).view(n, 3, to, to);
    }
}
