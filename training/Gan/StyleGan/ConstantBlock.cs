using Platform.Training.Layers;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Gan.StyleGan;

/// <summary>
/// The two layers at 4x4: a learned constant, ones at first, with an epilogue; convolve, epilogue. Karras et al. 2019,
/// Fig. 1(b).
/// </summary>
public sealed class ConstantBlock : nn.Module
{
    readonly Parameter constant;
    readonly LayerEpilogue epilogue0,
        epilogue1;
    readonly EqualizedConv2d conv1;

    public ConstantBlock(int channels, int wDim)
        : base(nameof(ConstantBlock))
    {
        constant = Parameter(ones(1, channels, 4, 4));
        epilogue0 = new(channels, wDim);
        conv1 = new(channels, channels, 3, MathF.Sqrt(2), hasBias: false);
        epilogue1 = new(channels, wDim);
        RegisterComponents();
    }

    /// <summary>Of its two layers, in order.</summary>
    public IReadOnlyList<Tensor> StyleWeights => [epilogue0.StyleWeight, epilogue1.StyleWeight];

    public T Apply<T>(T w0, T w1, T noise0, T noise1)
        where T : IValue<T>
    {
        var x = epilogue0.Apply(w0.Lift(constant).ExpandTo(w0), w0, noise0); // [N, C, 4, 4]
        return epilogue1.Apply(conv1.Apply(x), w1, noise1);
    }
}
