using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Training.Evaluation;

/// <summary>Embeddings by a bundle's own file, as a server computes them.</summary>
/// <param name="encoder">encoder.onnx; it stays the caller's</param>
/// <param name="side">of its input, pixels</param>
public sealed class BundleEncoder(OnnxModel encoder, int side)
{
    const int BatchSize = 16;

    public int Side => side;

    /// <param name="image">uint8 [S, S, 3] of an index; called from several threads</param>
    /// <param name="report">takes the number of images that were added</param>
    /// <returns>[512] for each index</returns>
    public float[][] Embed(
        int count,
        Func<int, byte[]> image,
        Action<int>? report = null,
        CancellationToken cancellation = default
    )
    {
        var embeddings = new float[count][];
        Parallel.For(
            0,
            (count + BatchSize - 1) / BatchSize,
            new ParallelOptions
            {
                CancellationToken = cancellation,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            batch =>
            {
                var start = batch * BatchSize;
                var size = Math.Min(BatchSize, count - start);
                var pixels = new byte[size * Side * Side * 3];
                for (var i = 0; i < size; i++)
                    image(start + i).CopyTo(pixels, i * Side * Side * 3);
                var values = encoder
                    .Run([new TensorData("pixels", pixels, size, Side, Side, 3)], "embedding")[0]
                    .Floats; // [size, 512]
                for (var i = 0; i < size; i++)
                    embeddings[start + i] = values[(i * BundleContract.Features)..((i + 1) * BundleContract.Features)];
                if (report is not null)
                    lock (embeddings)
                        report(size);
            }
        );
        return embeddings;
    }
}
