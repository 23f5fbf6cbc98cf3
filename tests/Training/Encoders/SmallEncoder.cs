using Platform.Training.Encoders;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders;

/// <summary>Another encoder than the one that ships: three convolutions, an embedding of 24.</summary>
sealed class SmallEncoder : Network, IEncoder
{
    readonly Conv2d conv1 = nn.Conv2d(3, 8, 3, 2, 1),
        conv2 = nn.Conv2d(8, 16, 3, 2, 1),
        conv3 = nn.Conv2d(16, 24, 3, 2, 1);

    public SmallEncoder()
        : base(nameof(SmallEncoder)) => RegisterComponents();

    public int EmbeddingSize => 24;
    public int Stride => 8;
    public nn.Module Module => this;

    public (T Embedding, T FeatureMap) Features<T>(T image)
        where T : IValue<T>
    {
        foreach (var conv in new[] { conv1, conv2, conv3 })
            image = image.Conv2d(image.Lift(conv.weight), 2, 1).Relu();
        return (image.Mean(2, 3).Reshape(EmbeddingSize), image);
    }

    public override T Apply<T>(T x) => Features(x).Embedding;
}
