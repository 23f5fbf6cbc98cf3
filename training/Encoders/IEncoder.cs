using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Encoders;

/// <summary>
/// A network that turns an image into an embedding: what self-supervision trains, a head is fitted on and a bundle
/// ships. Another one is a class here, named where a run of self-supervision makes its own.
/// </summary>
public interface IEncoder : IDisposable
{
    /// <summary>Length E of the embedding, and the number of channels of the feature map.</summary>
    int EmbeddingSize { get; }

    /// <summary>Pixels of the image to one cell of the feature map along an axis.</summary>
    int Stride { get; }

    /// <summary>What holds the weights and buffers: to move, save, train or evaluate.</summary>
    nn.Module Module { get; }

    /// <param name="image">[N, 3, S, S] in [0, 1], of any side S</param>
    /// <returns>
    /// [N, E], the spatial mean of the map, and the map [N, E, ceil(S / Stride), ceil(S / Stride)]
    /// </returns>
    (T Embedding, T FeatureMap) Features<T>(T image)
        where T : IValue<T>;

    /// <param name="image">[N, 3, S, S] in [0, 1]</param>
    /// <returns>[N, E]</returns>
    Tensor Embed(Tensor image) => Features(new Eager(image)).Embedding.Value;
}
