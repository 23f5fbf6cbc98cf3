using Platform.Shared.Head;
using Platform.Training.Encoders;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Export;

/// <summary>Encoder and linear head as one network, for runtimes that take a single file.</summary>
public sealed class Classifier : nn.Module
{
    readonly IEncoder encoder;
    readonly Tensor head_weight,
        head_bias;

    /// <param name="encoder">In evaluation mode; it stays the caller's.</param>
    public Classifier(IEncoder encoder, LinearHead head)
        : base(nameof(Classifier))
    {
        this.encoder = encoder;
        head_weight = tensor(head.Weights)
            .view(head.Classes, head.Features)
            .to(encoder.Module.parameters().First().device);
        head_bias = tensor(head.Bias).to(head_weight.device);
        // By name: an encoder is not always the module that holds its weights.
        register_module(nameof(encoder), encoder.Module);
        register_buffer(nameof(head_weight), head_weight);
        register_buffer(nameof(head_bias), head_bias);
    }

    /// <summary>What it embeds with.</summary>
    public IEncoder Encoder => encoder;

    /// <param name="pixels">uint8 [N, S, S, 3] RGB</param>
    /// <returns>[N, C], [N, E], [N, E, h, w]</returns>
    public (T Probabilities, T Embedding, T FeatureMap) Apply<T>(T pixels)
        where T : IValue<T>
    {
        var (embedding, map) = encoder.Features(EncoderImage.FromPixels(pixels));
        return (embedding.Linear(embedding.Lift(head_weight), embedding.Lift(head_bias)).Softmax(), embedding, map);
    }
}
