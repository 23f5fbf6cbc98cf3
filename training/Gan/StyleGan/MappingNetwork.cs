using Platform.Training.Layers;
using Platform.Training.Tracing;
using TorchSharp.Modules;

namespace Platform.Training.Gan.StyleGan;

/// <summary>
/// Mapping network f: Z -> W, equalised layers with a hundredth of the learning rate. Karras et al. 2019, Fig. 1(b) and
/// appendix C.
/// </summary>
public sealed class MappingNetwork : Network
{
    const float LrMultiplier = 0.01f;
    readonly ModuleList<EqualizedLinear> layers = new();

    public MappingNetwork(int latentSize, int depth)
        : base(nameof(MappingNetwork))
    {
        for (var i = 0; i < depth; i++)
            layers.Add(new(latentSize, latentSize, MathF.Sqrt(2), LrMultiplier));
        RegisterComponents();
    }

    public override T Apply<T>(T z)
    {
        var x = PixelNorm.Apply(z); // [N, Z]
        foreach (var layer in layers)
            x = layer.Apply(x).LeakyRelu(0.2f);
        return x; // [N, W]
    }
}
