using Platform.Training.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Gan;

/// <summary>
/// The two layers of one resolution, mirrored: convolve; blur (or not), convolve, average 2x2. Karras et al. 2018,
/// Table 2, with the blur of Karras et al. 2019.
/// </summary>
public sealed class DiscriminatorBlock : nn.Module<Tensor, Tensor>
{
    readonly EqualizedConv2d conv0,
        conv1;
    readonly Blur? blur;

    public DiscriminatorBlock(int inChannels, int outChannels, bool blur)
        : base(nameof(DiscriminatorBlock))
    {
        conv0 = new(inChannels, inChannels, 3, MathF.Sqrt(2));
        this.blur = blur ? new(inChannels) : null;
        conv1 = new(inChannels, outChannels, 3, MathF.Sqrt(2));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = leaky_relu(conv0.forward(x), 0.2); // [N, C, H, W]
        if (blur is not null)
            x = blur.forward(x);
        return leaky_relu(conv1.Halve(x), 0.2); // [N, O, H/2, W/2]
    }
}
