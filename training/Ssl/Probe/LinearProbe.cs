using System.Diagnostics;
using Platform.Shared;
using Platform.Shared.Head;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Head;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.Probe;

/// <summary>
/// Says how good an encoder is while it trains: a linear head on its frozen embeddings, as <c>head</c> fits one, of
/// some training lesions, and its accuracy on others. It draws no random numbers and leaves the encoder as it was.
/// </summary>
/// <param name="pixels">of the side at which the encoder is used; it is disposed of with the probe</param>
public sealed class LinearProbe(ProbeImages images, PackedPixels pixels, Device device) : IDisposable
{
    /// <summary>
    /// Weight of the head's L2 term: one and the same for all probes, between those that <c>head</c> chooses from.
    /// </summary>
    const float L2 = 100;

    /// <param name="path">of the data folder</param>
    /// <param name="side">of the encoder's input</param>
    /// <param name="learnt">which labels the encoder learns; null for none</param>
    /// <exception cref="InputException">The folder has no such labels or pixels.</exception>
    public static LinearProbe Open(DataFolder folder, string path, int side, LabelUse? learnt, Device device) =>
        new(ProbeImages.Of(folder, path, learnt), folder.Pixels(side), device);

    public ProbeScore Of(IEncoder encoder)
    {
        var (clock, trained) = (Stopwatch.StartNew(), encoder.Module.training);
        try
        {
            var rows = images.Fit.Concat(images.Score).ToArray();
            var embeddings = EmbeddingExtractor.Extract(encoder, pixels, rows, device);
            var many = images.Fit.Length;
            var head = LinearHead.Fit(embeddings[..many], Labels(images.Fit), images.Classes, L2);
            var said = Predictions.Of(
                head,
                embeddings[many..],
                Labels(images.Score),
                [.. images.Score.Select(r => images.Lesions[r])]
            );
            return new(said.Confusion.Accuracy, said.Confusion.BalancedAccuracy, clock.Elapsed);
        }
        finally
        {
            encoder.Module.train(trained);
        }
    }

    int[] Labels(int[] rows) => [.. rows.Select(r => images.Labels[r])];

    public void Dispose() => pixels.Dispose();
}
