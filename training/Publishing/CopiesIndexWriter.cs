using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Training.Data;

namespace Platform.Training.Publishing;

/// <summary>
/// Makes the index that tells near copies of the generator's training photographs: their embeddings by the bundle's own
/// encoder.
/// </summary>
/// <param name="data">the data folder that the generator was trained on</param>
/// <param name="resolution">of the generator: photographs are seen as its images are, at that side first</param>
/// <param name="includeTest">
/// the generator was trained on the held-out photographs too, so they are no yardstick
/// </param>
public sealed class CopiesIndexWriter(DataFolder data, int resolution, bool includeTest)
{
    /// <param name="folder">of the bundle, with its encoder.onnx</param>
    /// <param name="side">of the encoder's input</param>
    public void Write(string folder, int side, CancellationToken cancel)
    {
        var (train, held) = (data.Indices("train"), data.Indices("test"));
        if (includeTest)
            throw new InputException(
                "--copies-index: the GAN was trained on the held-out photographs too, and without others there is "
                    + "no yardstick for copies"
            );
        if (train.Length < 2 || held.Length == 0)
            throw new InputException(
                "--copies-index: the data folder needs training photographs and held-out ones as a yardstick"
            );
        using var encoder = OnnxModel.Load(Path.Combine(folder, BundleFiles.Encoder));
        using var pixels = data.Pixels(resolution);
        using var progress = new ProgressLine("index of copies", train.Length + held.Length, "photographs");
        var done = 0;
        float[] Embed(byte[] square) =>
            encoder
                .Run(
                    [
                        new(
                            "pixels",
                            AreaAverage.Resize(new(square, resolution, resolution), side, side),
                            1,
                            side,
                            side,
                            3
                        ),
                    ],
                    "embedding"
                )[0]
                .Floats;
        T[] Each<T>(int[] indices, Func<int, T> map)
        {
            var result = new T[indices.Length];
            Parallel.For(
                0,
                indices.Length,
                new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                i =>
                {
                    result[i] = map(indices[i]);
                    lock (progress)
                        progress.Report(++done);
                }
            );
            return result;
        }
        CopiesIndex
            .Build(
                Each(
                    train,
                    i => (IReadOnlyList<float[]>)[.. Symmetries(pixels.Image(i).ToArray(), resolution).Select(Embed)]
                ),
                Each(held, i => Embed(pixels.Image(i).ToArray()))
            )
            .Save(Path.Combine(folder, BundleFiles.CopiesIndex));
    }

    /// <summary>
    /// The eight symmetries of the square: a photograph has no up, and a GAN is shown it mirrored and turned.
    /// </summary>
    /// <param name="square">uint8 [S, S, 3]</param>
    public static IEnumerable<byte[]> Symmetries(byte[] square, int side)
    {
        for (var symmetry = 0; symmetry < 8; symmetry++)
        {
            var result = new byte[square.Length];
            for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var (u, v) = (symmetry & 4) == 0 ? (x, y) : (y, x);
                if ((symmetry & 1) != 0)
                    u = side - 1 - u;
                if ((symmetry & 2) != 0)
                    v = side - 1 - v;
                square.AsSpan((v * side + u) * 3, 3).CopyTo(result.AsSpan((y * side + x) * 3));
            }
            yield return result;
        }
    }
}
