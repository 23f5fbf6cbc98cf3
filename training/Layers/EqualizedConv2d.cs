using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Layers;

/// <summary>Convolution with equalised learning rate and "same" padding. Karras et al. 2018, section 4.1, arXiv 1710.10196.</summary>
public sealed class EqualizedConv2d : Network
{
    readonly Parameter weight;
    readonly Parameter? bias;
    readonly float scale;
    readonly int padding;

    /// <param name="gain">sqrt(2) before a leaky ReLU (He et al. 2015), 1 before a linear output.</param>
    /// <param name="hasBias">False where the bias comes later, behind a blur and the noise.</param>
    public EqualizedConv2d(int inChannels, int outChannels, int kernel, float gain, bool hasBias = true) : base(nameof(EqualizedConv2d))
    {
        scale = gain / MathF.Sqrt(inChannels * kernel * kernel);
        padding = kernel / 2;
        weight = Parameter(randn(outChannels, inChannels, kernel, kernel));
        bias = hasBias ? Parameter(zeros(1, outChannels, 1, 1)) : null;
        RegisterComponents();
    }

    public override T Apply<T>(T x)
    {
        var y = x.Conv2d(x.Lift(weight) * scale, 1, padding);                                           // [N, O, H, W]
        return bias is null ? y : y + x.Lift(bias);
    }
}
