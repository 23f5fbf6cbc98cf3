using Platform.Training.Runs;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Tracing;

/// <summary>
/// Against libtorch's own convolution in float64, with freed memory full of NaN: what leaks in is seen.
/// </summary>
public sealed class WholeBlocksTests
{
    [Theory]
    [InlineData(8, 8, 16, 3, 1)]
    [InlineData(17, 16, 4, 3, 1)]
    [InlineData(129, 128, 4, 3, 1)]
    [InlineData(3, 64, 32, 7, 2)]
    [InlineData(3, 64, 33, 7, 2)]
    [InlineData(1, 24, 10, 3, 2)]
    [InlineData(4, 16, 12, 4, 2)]
    [InlineData(32, 3, 32, 1, 1)]
    [InlineData(256, 512, 2, 1, 2)]
    [InlineData(512, 512, 4, 1, 1)]
    [InlineData(32, 64, 16, 4, 2)]
    [InlineData(48, 64, 8, 4, 2)]
    [InlineData(96, 64, 8, 4, 2)]
    public void Convolve_EqualsDoublePrecision_BothWays(int channels, int outputs, int side, int kernel, int stride) =>
        Compare(
            (x, w) => WholeBlocks.Convolve(x, w, stride, Padding(kernel)),
            (x, w) => nn.functional.conv2d(x, w, null, [stride, stride], [Padding(kernel), Padding(kernel)]),
            channels,
            side,
            [outputs, channels, kernel, kernel]
        );

    [Theory]
    [InlineData(24, 16)]
    [InlineData(64, 32)]
    public void Convolve_Depthwise_EqualsDoublePrecision_BothWays(int channels, int side) =>
        Compare(
            (x, w) => WholeBlocks.Convolve(x, w, 1, 1, channels),
            (x, w) => nn.functional.conv2d(x, w, null, [1, 1], [1, 1], groups: channels),
            channels,
            side,
            [channels, 1, 3, 3]
        );

    [Theory]
    [InlineData(64, 40)]
    [InlineData(64, 96)]
    [InlineData(24, 3)]
    public void ConvolveTransposed_EqualsDoublePrecision_BothWays(int channels, int outputs) =>
        Compare(
            (x, w) => WholeBlocks.ConvolveTransposed(x, w, 2, 1),
            (x, w) => nn.functional.conv_transpose2d(x, w, strides: [2, 2], padding: [1, 1]),
            channels,
            8,
            [channels, outputs, 4, 4]
        );

    static int Padding(int kernel) =>
        kernel == 1 ? 0
        : kernel == 7 ? 3
        : 1;

    static void Compare(
        Func<Tensor, Tensor, Tensor> ours,
        Func<Tensor, Tensor, Tensor> reference,
        int channels,
        int side,
        long[] kernel
    )
    {
        foreach (var type in Autocast.IsAvailable ? new[] { float32, bfloat16 } : [float32])
        foreach (var channelsLast in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            random.manual_seed(1);
            var (x, w) = (randn(4, channels, side, side).to(type), (randn(kernel) * 0.1).to(type));
            if (channelsLast)
                x = ChannelsLast.Of(x);
            var (y, gx, gw) = Both(ours, x, w);
            var (yd, gxd, gwd) = Both(reference, x.to(float64), w.to(float64));
            foreach (var (a, b) in new[] { (y, yd), (gx, gxd), (gw, gwd) })
                Assert.InRange(
                    ((a.to(float64) - b).abs().max() / b.abs().max()).item<double>(),
                    0,
                    type == float32 ? 2e-5 : 1.0 / 64
                ); // bf16 has 8 bits
        }
    }

    static (Tensor Y, Tensor X, Tensor W) Both(Func<Tensor, Tensor, Tensor> convolution, Tensor x, Tensor w)
    {
        (x, w) = (x.detach().requires_grad_(), w.detach().requires_grad_());
        Poison();
        var y = convolution(x, w);
        Poison();
        random.manual_seed(2);
        var gradients = autograd.grad([(y * randn(y.shape).to(y.dtype)).sum()], [x, w]);
        return (y.detach(), gradients[0], gradients[1]);
    }

    /// <summary>Frees memory that is full of NaN.</summary>
    static void Poison()
    {
        using var scope = NewDisposeScope();
        foreach (var size in new[] { 1000, 10_000, 100_000, 400_000 })
            for (var i = 0; i < 20; i++)
                _ = full(size, float.NaN);
    }
}
