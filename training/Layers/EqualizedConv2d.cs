using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Layers;

/// <summary>
/// Convolution with equalised learning rate and "same" padding. Karras et al. 2018, section 4.1, arXiv 1710.10196.
/// </summary>
public sealed class EqualizedConv2d : Network
{
    readonly Parameter weight;
    readonly Parameter? bias;
    readonly float scale;
    readonly int padding;

    /// <param name="gain">sqrt(2) before a leaky ReLU (He et al. 2015), 1 before a linear output.</param>
    /// <param name="padding">Zeros around the map; half the kernel, which keeps its size, when null.</param>
    /// <param name="hasBias">False where the bias comes later, behind a blur and the noise.</param>
    public EqualizedConv2d(
        int inChannels,
        int outChannels,
        int kernel,
        float gain,
        bool hasBias = true,
        int? padding = null
    )
        : base(nameof(EqualizedConv2d))
    {
        scale = gain / MathF.Sqrt(inChannels * kernel * kernel);
        this.padding = padding ?? kernel / 2;
        weight = nn.Parameter(randn(outChannels, inChannels, kernel, kernel));
        bias = hasBias ? nn.Parameter(zeros(1, outChannels, 1, 1)) : null;
        RegisterComponents();
    }

    public override T Apply<T>(T x) => Biased(x.Conv2d(x.Lift(weight) * scale, 1, padding)); // [N, O, H, W]

    /// <summary>The convolution of the map doubled by nearest neighbour.</summary>
    public T Double<T>(T x)
        where T : IValue<T> => Biased(x.Conv2dOfUpsampled2x(x.Lift(weight) * scale)); // [N, O, 2H, 2W]

    /// <summary>
    /// The mean of each 2x2 of the convolution: one strided convolution with the mean of four shifted kernels, 2.25
    /// times fewer products.
    /// </summary>
    public Tensor Halve(Tensor x)
    {
        var kernel = avg_pool2d(pad(weight * scale, [1, 1, 1, 1]), 2, 1); // [O, C, 4, 4]
        return Biased(new Eager(WholeBlocks.Convolve(x, kernel, 2, 1))).Value; // [N, O, H/2, W/2]
    }

    T Biased<T>(T y)
        where T : IValue<T> => bias is null ? y : y + y.Lift(bias);
}
