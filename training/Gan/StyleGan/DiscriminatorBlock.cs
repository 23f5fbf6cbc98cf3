using Platform.Training.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Gan.StyleGan;

/// <summary>The two layers of one resolution, mirrored: convolve; blur, convolve, average 2x2. Karras et al. 2018, Table 2, with the blur of Karras et al. 2019.</summary>
public sealed class DiscriminatorBlock : nn.Module<Tensor, Tensor>
{
    readonly EqualizedConv2d conv0, conv1;
    readonly Blur blur;

    public DiscriminatorBlock(int inChannels, int outChannels) : base(nameof(DiscriminatorBlock))
    {
        conv0 = new(inChannels, inChannels, 3, MathF.Sqrt(2));
        blur = new(inChannels);
        conv1 = new(inChannels, outChannels, 3, MathF.Sqrt(2));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = leaky_relu(conv0.forward(x), 0.2);                          // [N, C, H, W]
        return leaky_relu(avg_pool2d(conv1.forward(blur.forward(x)), 2), 0.2); // [N, O, H/2, W/2]
    }
}
