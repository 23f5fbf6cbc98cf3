using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Head;

/// <summary>Embeddings of packed images by a frozen encoder: running batch-norm statistics, no gradients.</summary>
public static class EmbeddingExtractor
{
    const int BatchSize = 64;

    /// <param name="encoder">Left in evaluation mode.</param>
    /// <param name="pixels">Packed at exactly the encoder's side.</param>
    /// <returns>[E] for each index, in order</returns>
    public static float[][] Extract(
        IEncoder encoder,
        PackedPixels pixels,
        IReadOnlyList<int> indices,
        Device device,
        Action<int>? report = null
    ) => Extract(encoder, pixels.Side, indices.Count, i => pixels.Image(indices[i]).ToArray(), device, report);

    /// <param name="image">uint8 [S, S, 3] of each index below <paramref name="count"/></param>
    public static float[][] Extract(
        IEncoder encoder,
        int side,
        int count,
        Func<int, byte[]> image,
        Device device,
        Action<int>? report = null
    )
    {
        using var off = no_grad();
        encoder.Module.eval();
        var embeddings = new float[count][];
        var size = side * side * 3;
        for (var start = 0; start < count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var some = Math.Min(BatchSize, count - start);
            var bytes = new byte[some * size];
            for (var i = 0; i < some; i++)
                image(start + i).CopyTo(bytes, i * size);
            var x = EncoderImage.FromPixels(new Eager(tensor(bytes, [some, side, side, 3]).to(device)));
            var values = encoder.Features(x).Embedding.Value.cpu().contiguous().data<float>().ToArray(); // [some, E]
            for (var i = 0; i < some; i++)
                embeddings[start + i] = values[(i * encoder.EmbeddingSize)..((i + 1) * encoder.EmbeddingSize)];
            report?.Invoke(start + some);
        }
        return embeddings;
    }
}
