using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Layers;

/// <summary>
/// Depthwise binomial low-pass filter [1,2,1] x [1,2,1] / 16, zero padding. Karras et al. 2019, section 2, after Zhang
/// 2019.
/// </summary>
public sealed class Blur : Network
{
    readonly Tensor kernel;
    readonly int channels;

    public Blur(int channels)
        : base(nameof(Blur))
    {
        this.channels = channels;
        using var row = tensor(new float[] { 1, 2, 1 }) / 4;
        kernel = (row.view(3, 1) * row).view(1, 1, 3, 3).repeat(channels, 1, 1, 1);
        RegisterComponents();
    }

    public override T Apply<T>(T x) => x.Conv2d(x.Lift(kernel), 1, 1, channels); // [N, C, H, W]
}
