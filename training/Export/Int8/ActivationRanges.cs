using Onnx;
using Platform.Shared.Onnx;
using Platform.Training.Data;
using static Onnx.TensorProto.Types;

namespace Platform.Training.Export.Int8;

/// <summary>How the ranges of the activations are chosen.</summary>
public sealed record Int8Options
{
    /// <summary>Training images whose activations are looked at; their labels are not.</summary>
    public int Images { get; init; } = 512;

    /// <summary>Of the choice of these images.</summary>
    public int Seed { get; init; }

    /// <summary>Share of an activation's values that its range holds; the others are cut off at its ends.</summary>
    /// <remarks>
    /// All of them by default. On HAM10000's embeddings at 32 pixels a share of 0.99999 was no better on average (3.3 %
    /// against
    /// 3.4 % of the mean value, on training images that the ranges were not measured on), and its worst value was off
    /// by 20 %
    /// against 3.5 %; with 0.9999 by 37 %: what is cut off is what an unusual image is told by.
    /// </remarks>
    public double Share { get; init; } = 1;
}

/// <summary>Measures the ranges of a network's activations, by its float32 file.</summary>
/// <param name="batches">its inputs; gone through twice where a range does not hold all values</param>
public sealed class ActivationRanges(ModelProto model, IEnumerable<IReadOnlyList<TensorData>> batches)
{
    const int BatchSize = 16;

    /// <summary>Those of an encoder, on training images.</summary>
    public static ActivationRanges Of(ModelProto encoder, PackedPixels pixels, IReadOnlyList<int> images) =>
        new(
            encoder,
            images
                .Chunk(BatchSize)
                .Select(batch =>
                {
                    var (side, size) = (pixels.Side, pixels.Side * pixels.Side * 3);
                    var bytes = new byte[batch.Length * size];
                    for (var i = 0; i < batch.Length; i++)
                        pixels.Image(batch[i]).CopyTo(bytes.AsSpan(i * size));
                    return (IReadOnlyList<TensorData>)[new("pixels", bytes, batch.Length, side, side, 3)];
                })
        );

    /// <summary>A choice of a data folder's training images, the same for the same seed.</summary>
    /// <returns>indices, in order</returns>
    public static int[] Choose(IReadOnlyList<int> training, Int8Options options)
    {
        int[] all = [.. training];
        new Random(options.Seed).Shuffle(all);
        return [.. all.Take(options.Images).Order()];
    }

    /// <param name="folder">for a file that is deleted again</param>
    /// <param name="observed">names of values of the model</param>
    /// <param name="share">of an activation's values that its range holds</param>
    public IReadOnlyDictionary<string, Affine> Measure(
        string folder,
        IReadOnlyList<string> observed,
        double share,
        CancellationToken cancellation = default
    )
    {
        var open = model.Clone();
        foreach (var value in observed)
            open.Graph.Output.Add(
                new ValueInfoProto
                {
                    Name = value,
                    Type = new() { TensorType = new() { ElemType = (int)DataType.Float } },
                }
            );
        var path = Path.Combine(folder, "observed.onnx");
        OnnxExport.Save(open, path);
        try
        {
            using var runtime = OnnxModel.Load(path);
            var histograms = observed.ToDictionary(value => value, _ => new ActivationHistogram());
            Each(runtime, observed, (value, floats) => histograms[value].Widen(floats), cancellation);
            if (share < 1)
                Each(runtime, observed, (value, floats) => histograms[value].Count(floats), cancellation);
            return histograms.ToDictionary(h => h.Key, h => Affine.Of(h.Value.Holding(share)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    void Each(
        OnnxModel runtime,
        IReadOnlyList<string> observed,
        Action<string, float[]> take,
        CancellationToken cancellation
    )
    {
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var value in runtime.Run(batch, observed))
                take(value.Name, value.Floats);
        }
    }
}
