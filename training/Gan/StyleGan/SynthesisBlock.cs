using Platform.Training.Layers;
using Platform.Training.Tracing;
using TorchSharp;

namespace Platform.Training.Gan.StyleGan;

/// <summary>
/// The two layers of one resolution above 4x4: up-sample, convolve, blur, epilogue; convolve, epilogue. Karras et al.
/// 2019, Fig. 1(b).
/// </summary>
public sealed class SynthesisBlock : torch.nn.Module
{
    readonly EqualizedConv2d conv0,
        conv1;
    readonly Blur blur;
    readonly LayerEpilogue epilogue0,
        epilogue1;

    public SynthesisBlock(int inChannels, int outChannels, int wDim)
        : base(nameof(SynthesisBlock))
    {
        conv0 = new(inChannels, outChannels, 3, MathF.Sqrt(2), hasBias: false);
        blur = new(outChannels);
        epilogue0 = new(outChannels, wDim);
        conv1 = new(outChannels, outChannels, 3, MathF.Sqrt(2), hasBias: false);
        epilogue1 = new(outChannels, wDim);
        RegisterComponents();
    }

    /// <summary>Of its two layers, in order.</summary>
    public IReadOnlyList<torch.Tensor> StyleWeights => [epilogue0.StyleWeight, epilogue1.StyleWeight];

    public T Apply<T>(T x, T w0, T w1, T noise0, T noise1)
        where T : IValue<T>
    {
        x = epilogue0.Apply(blur.Apply(conv0.Double(x)), w0, noise0); // [N, O, 2H, 2W]
        return epilogue1.Apply(conv1.Apply(x), w1, noise1);
    }
}
