using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Encoders;

/// <summary>
/// Two 3x3 convolutions and a shortcut. He et al. 2016, Fig. 5 left; option B where the shape changes. arXiv
/// 1512.03385.
/// </summary>
public sealed class BasicBlock : Network
{
    readonly Conv2d conv1,
        conv2;
    readonly BatchNorm2d bn1,
        bn2;
    readonly ModuleList<nn.Module>? downsample;
    readonly int stride;

    public BasicBlock(int inChannels, int outChannels, int stride)
        : base(nameof(BasicBlock))
    {
        this.stride = stride;
        conv1 = nn.Conv2d(inChannels, outChannels, 3, stride, 1, bias: false);
        bn1 = nn.BatchNorm2d(outChannels);
        conv2 = nn.Conv2d(outChannels, outChannels, 3, 1, 1, bias: false);
        bn2 = nn.BatchNorm2d(outChannels);
        if (stride != 1 || inChannels != outChannels)
            downsample = new(nn.Conv2d(inChannels, outChannels, 1, stride, bias: false), nn.BatchNorm2d(outChannels));
        RegisterComponents();
    }

    public override T Apply<T>(T x)
    {
        var y = x.Conv2d(x.Lift(conv1.weight), stride, 1).BatchNorm(bn1).Relu(); // [N, O, H/s, W/s]
        y = y.Conv2d(y.Lift(conv2.weight), 1, 1).BatchNorm(bn2);
        return (y + Shortcut(x)).Relu();
    }

    T Shortcut<T>(T x)
        where T : IValue<T> =>
        downsample is null
            ? x
            : x.Conv2d(x.Lift(((Conv2d)downsample[0]).weight), stride, 0).BatchNorm((BatchNorm2d)downsample[1]);
}
