using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// Memory order [N, H, W, C] under the shape [N, C, H, W]: what the CPU's convolutions are fastest in.
/// </summary>
public static class ChannelsLast
{
    public static Tensor Of(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Lays a module's convolution weights out so; their values stay.</summary>
    public static void Weights(nn.Module module)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weight in module.parameters().Where(p => p.dim() == 4))
            weight.set_(Of(weight));
    }
}
