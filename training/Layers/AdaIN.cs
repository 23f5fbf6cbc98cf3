using Platform.Training.Tracing;
using TorchSharp;

namespace Platform.Training.Layers;

/// <summary>
/// Adaptive instance normalisation: y_s (x - mu) / sigma + y_b, with y = A(w) and y_s stored as its offset from 1.
/// Karras et al. 2019, Eq. 1; the paper's Eq. 4.
/// </summary>
public sealed class AdaIN : torch.nn.Module
{
    const float Eps = 1e-8f;
    readonly EqualizedLinear affine;
    readonly int channels;

    public AdaIN(int wDim, int channels)
        : base(nameof(AdaIN))
    {
        this.channels = channels;
        affine = new(wDim, 2 * channels, gain: 1);
        RegisterComponents();
    }

    /// <summary>[2C, W], of the map A from w to the style.</summary>
    public torch.Tensor StyleWeight => affine.Weight;

    public T Apply<T>(T x, T w)
        where T : IValue<T>
    {
        var style = affine.Apply(w).Reshape(2 * channels, 1, 1); // [N, 2C, 1, 1]
        // [N, C, H, W]
        return x.InstanceNorm(style.Slice(1, 0, channels) + 1f, style.Slice(1, channels, channels), Eps);
    }
}
