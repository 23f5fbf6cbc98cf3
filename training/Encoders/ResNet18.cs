using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Encoders;

/// <summary>
/// ResNet-18 with the ImageNet stem and torchvision's parameter names, so that weights can be exchanged.
/// He et al. 2016, Table 1, arXiv 1512.03385.
/// </summary>
public sealed class ResNet18 : Network, IEncoder
{
    /// <summary>Length of the embedding.</summary>
    public const int EmbeddingSize = 512;

    /// <summary>
    /// What the weights expect of a picture. It is applied before the first convolution pads with zeros, and not folded
    /// into its weights: at the border that would be another network.
    /// </summary>
    public PixelNormalisation Normalisation { get; init; } = PixelNormalisation.None;

    readonly Conv2d conv1;
    readonly BatchNorm2d bn1;
    readonly ModuleList<BasicBlock> layer1,
        layer2,
        layer3,
        layer4;
    readonly Linear? fc;

    int IEncoder.EmbeddingSize => EmbeddingSize;
    int IEncoder.Stride => 32;
    nn.Module IEncoder.Module => this;

    /// <param name="classes">Outputs of a last linear layer; null ends at the embedding.</param>
    public ResNet18(int? classes = null)
        : base(nameof(ResNet18))
    {
        conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias: false);
        bn1 = nn.BatchNorm2d(64);
        layer1 = new(new BasicBlock(64, 64, 1), new BasicBlock(64, 64, 1));
        layer2 = new(new BasicBlock(64, 128, 2), new BasicBlock(128, 128, 1));
        layer3 = new(new BasicBlock(128, 256, 2), new BasicBlock(256, 256, 1));
        layer4 = new(new BasicBlock(256, 512, 2), new BasicBlock(512, EmbeddingSize, 1));
        fc = classes is { } count ? nn.Linear(EmbeddingSize, count) : null;
        RegisterComponents();

        // He et al. 2015, Eq. 14 (fan out), as torchvision; batch-norms start at scale 1 and shift 0, which is
        // TorchSharp's default.
        foreach (var convolution in modules().OfType<Conv2d>())
            nn.init.kaiming_normal_(
                convolution.weight,
                mode: nn.init.FanInOut.FanOut,
                nonlinearity: nn.init.NonlinearityType.ReLU
            );
    }

    /// <param name="image">[N, 3, S, S] in [0, 1]</param>
    /// <returns>[N, 512], the spatial mean of the map, and the map [N, 512, ceil(S/32), ceil(S/32)]</returns>
    public (T Embedding, T FeatureMap) Features<T>(T image)
        where T : IValue<T>
    {
        if (Normalisation != PixelNormalisation.None)
            image = image.ScaleAndShift(Normalisation.Scale, Normalisation.Shift);
        // [N, 64, S/4, S/4]
        var x = image.Conv2d(image.Lift(conv1.weight), 2, 3).BatchNorm(bn1).Relu().MaxPool(3, 2, 1);
        foreach (var block in layer1.Concat(layer2).Concat(layer3).Concat(layer4))
            x = block.Apply(x);
        return (x.Mean(2, 3).Reshape(EmbeddingSize), x);
    }

    /// <returns>[N, classes], or the embedding [N, 512] without a last layer</returns>
    public override T Apply<T>(T image)
    {
        var (embedding, _) = Features(image);
        return fc is null ? embedding : embedding.Linear(embedding.Lift(fc.weight!), embedding.Lift(fc.bias!));
    }
}
