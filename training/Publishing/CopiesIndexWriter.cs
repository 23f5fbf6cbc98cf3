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
    /// <param name="spec">how a photograph becomes the encoder's input</param>
    public void Write(string folder, PreprocessingSpec spec, CancellationToken cancel)
    {
        var side = spec.Side;
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
                            Preprocessing.Square(new PixelImage(square, resolution, resolution), spec),
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
                    i =>
                        (IReadOnlyList<float[]>)
                            [.. SquareSymmetries.Of(pixels.Image(i).ToArray(), resolution, 3).Select(Embed)]
                ),
                Each(held, i => Embed(pixels.Image(i).ToArray()))
            )
            .Save(Path.Combine(folder, BundleFiles.CopiesIndex));
    }
}
