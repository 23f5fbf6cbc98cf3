using Platform.Training.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.None;

/// <summary>No pretraining: the encoder as its weights are drawn. Ren et al. 2021, Table I, first row.</summary>
public sealed class RandomEncoder : ISslMethod
{
    public RandomEncoder(SslConfig _, Device device) => Encoder.to(device);

    public ResNet18 Encoder { get; } = new();
    public IReadOnlyList<nn.Module> Modules => [Encoder];
    public IEnumerable<Parameter> Trainable => [];

    public SslLoss Loss(Tensor view1, Tensor view2) =>
        throw new InvalidOperationException("A random encoder has no loss.");

    public void Dispose() => Encoder.Dispose();
}
