using Platform.Training.Layers;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Gan.StyleGan;

/// <summary>What follows each convolution: noise, bias, leaky ReLU, AdaIN. Karras et al. 2019, Fig. 1(b).</summary>
public sealed class LayerEpilogue : nn.Module
{
    readonly NoiseInjection noise;
    readonly Parameter bias;
    readonly AdaIN adain;

    public LayerEpilogue(int channels, int wDim)
        : base(nameof(LayerEpilogue))
    {
        noise = new(channels);
        bias = Parameter(zeros(1, channels, 1, 1));
        adain = new(wDim, channels);
        RegisterComponents();
    }

    /// <summary>[2C, W], of the map A from w to the layer's style.</summary>
    public Tensor StyleWeight => adain.StyleWeight;

    public T Apply<T>(T x, T w, T noiseMap)
        // [N, C, H, W]
        where T : IValue<T> => adain.Apply((noise.Apply(x, noiseMap) + x.Lift(bias)).LeakyRelu(0.2f), w);
}
