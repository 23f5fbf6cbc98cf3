using Platform.Shared.Head;
using Platform.Training.Encoders;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Export;

/// <summary>Encoder and linear head as one network, for runtimes that take a single file.</summary>
public sealed class Classifier : nn.Module
{
    readonly ResNet18 encoder;
    readonly Tensor head_weight,
        head_bias;

    /// <param name="encoder">In evaluation mode; it stays the caller's.</param>
    public Classifier(ResNet18 encoder, LinearHead head)
        : base(nameof(Classifier))
    {
        this.encoder = encoder;
        head_weight = tensor(head.Weights).view(head.Classes, head.Features).to(encoder.parameters().First().device);
        head_bias = tensor(head.Bias).to(head_weight.device);
        RegisterComponents();
    }

    /// <param name="pixels">uint8 [N, S, S, 3] RGB</param>
    /// <returns>[N, C], [N, 512], [N, 512, h, w]</returns>
    public (T Probabilities, T Embedding, T FeatureMap) Apply<T>(T pixels)
        where T : IValue<T>
    {
        var (embedding, map) = encoder.Features(ResNet18.Image(pixels));
        return (embedding.Linear(embedding.Lift(head_weight), embedding.Lift(head_bias)).Softmax(), embedding, map);
    }
}
