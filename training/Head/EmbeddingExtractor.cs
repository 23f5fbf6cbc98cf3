using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Tracing;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Head;

/// <summary>Embeddings of packed images by a frozen encoder: running batch-norm statistics, no gradients.</summary>
public static class EmbeddingExtractor
{
    const int BatchSize = 64;

    /// <param name="encoder">Left in evaluation mode.</param>
    /// <param name="pixels">Packed at exactly the encoder's side.</param>
    /// <returns>[512] for each index, in order</returns>
    public static float[][] Extract(ResNet18 encoder, PackedPixels pixels, IReadOnlyList<int> indices, Device device, Action<int>? report = null)
    {
        using var off = no_grad();
        encoder.eval();
        var embeddings = new float[indices.Count][];
        var size = pixels.Side * pixels.Side * 3;
        for (var start = 0; start < indices.Count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, indices.Count - start);
            var bytes = new byte[count * size];
            for (var i = 0; i < count; i++) pixels.Image(indices[start + i]).CopyTo(bytes.AsSpan(i * size));
            var image = ResNet18.Image(new Eager(tensor(bytes, [count, pixels.Side, pixels.Side, 3]).to(device)));
            var values = encoder.Features(image).Embedding.Value.cpu().contiguous().data<float>().ToArray(); // [count, 512]
            for (var i = 0; i < count; i++) embeddings[start + i] = values[(i * ResNet18.EmbeddingSize)..((i + 1) * ResNet18.EmbeddingSize)];
            report?.Invoke(start + count);
        }
        return embeddings;
    }
}
