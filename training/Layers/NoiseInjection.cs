using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Layers;

/// <summary>
/// Adds one noise map to all channels, scaled by a learned weight per channel, 0 at first. Karras et al. 2019, Fig.
/// 1(b), "B".
/// </summary>
public sealed class NoiseInjection : nn.Module
{
    readonly Parameter weight;

    public NoiseInjection(int channels)
        : base(nameof(NoiseInjection))
    {
        weight = Parameter(zeros(1, channels, 1, 1));
        RegisterComponents();
    }

    public T Apply<T>(T x, T noise)
        where T : IValue<T> => x + noise * x.Lift(weight); // [N, C, H, W], [N, 1, H, W]
}
