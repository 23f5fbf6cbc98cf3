using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Tracing;

/// <summary>
/// libtorch's convolutions, in the forms that it computes right: all of the networks' go through here.
/// </summary>
/// <remarks>
/// oneDNN, as libtorch 2.10 calls it on a CPU, computes in blocks of 16 or 32 channels and does not clear the channels
/// that fill up the last block, so that what freed memory held goes into results and gradients. Here every block is
/// whole, but of depthwise convolutions, which it computes right: channels are filled up with zeros, and those of the
/// result that they make are cut off. Its 1x1 convolutions in channels-last order are wrong for some small maps: here
/// they are matrix products.
/// </remarks>
static class WholeBlocks
{
    const int SmallBlock = 16,
        Block = 32;

    /// <param name="x">[N, C, H, W]</param>
    /// <param name="weight">[O, C / groups, K, K]</param>
    /// <returns>[N, O, H', W']</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, int stride, int padding, int groups = 1)
    {
        if (groups > 1 || x.device.type != DeviceType.CPU)
            return conv2d(x, weight, null, [stride, stride], [padding, padding], groups: groups);
        var (o, c) = (weight.shape[0], weight.shape[1]);
        if (padding == 0 && weight.shape[2] == 1 && weight.shape[3] == 1)
            return Multiply(Every(x, stride), weight.reshape(o, c));
        if (stride == 2 && 4 * c <= SmallBlock && x.shape[2] % 2 == 0 && x.shape[3] % 2 == 0)
            return ConvolveHalves(x, weight, padding);
        return Cut(
            conv2d(Filled(x, c), Filled(Filled(weight, c), o, axis: 0), null, [stride, stride], [padding, padding]),
            o
        );
    }

    /// <summary>
    /// Stride 2 of few channels: each 2x2 square of pixels becomes one pixel of four times the channels, which leaves
    /// less of the block to fill up, and the kernel is arranged likewise. y(i) sums w(k) x(2i + k - p); with k + 2q - p
    /// = 2a + b that is x'(i - q + a, b).
    /// </summary>
    static Tensor ConvolveHalves(Tensor x, Tensor weight, int padding)
    {
        var (o, c, k) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        var before = (padding + 1) / 2; // q
        var shift = 2 * before - padding;
        var taps = (k + shift + 1) / 2;
        long After(long side) => (side + 2 * padding - k) / 2 + taps - before - side / 2;
        var squares = pixel_unshuffle(x, 2); // [N, 4 C, H/2, W/2]
        squares = pad(squares, [before, After(x.shape[3]), before, After(x.shape[2]), 0, SmallBlock - 4 * c]);
        var last = 2 * taps - k - shift;
        var kernel = pad(weight, [shift, last, shift, last])
            .view(o, c, taps, 2, taps, 2)
            .permute(0, 1, 3, 5, 2, 4)
            .reshape(o, 4 * c, taps, taps);
        return Cut(conv2d(squares, Filled(Filled(kernel, 4 * c), o, axis: 0)), o);
    }

    /// <param name="x">[N, C, H, W]</param>
    /// <param name="weight">[C, O, K, K]</param>
    /// <returns>[N, O, H', W']</returns>
    public static Tensor ConvolveTransposed(Tensor x, Tensor weight, int stride, int padding)
    {
        if (x.device.type != DeviceType.CPU)
            return conv_transpose2d(x, weight, strides: [stride, stride], padding: [padding, padding]);
        var (c, o) = (weight.shape[0], weight.shape[1]);
        return Cut(
            conv_transpose2d(
                Filled(x, c),
                Filled(Filled(weight, o), c, axis: 0),
                strides: [stride, stride],
                padding: [padding, padding]
            ),
            o
        );
    }

    static Tensor Every(Tensor x, int stride) =>
        stride == 1
            ? x
            : x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];

    /// <param name="weight">[O, C]</param>
    // [N, O, H, W]
    static Tensor Multiply(Tensor x, Tensor weight) => linear(x.permute(0, 2, 3, 1), weight).permute(0, 3, 1, 2);

    static Tensor Filled(Tensor x, long channels, int axis = 1)
    {
        var block = channels <= SmallBlock ? SmallBlock : Block;
        var missing = (block - channels % block) % block;
        return missing == 0 ? x : pad(x, axis == 1 ? [0, 0, 0, 0, 0, missing] : [0, 0, 0, 0, 0, 0, 0, missing]);
    }

    static Tensor Cut(Tensor y, long channels) => y.shape[1] == channels ? y : y.narrow(1, 0, channels);
}
