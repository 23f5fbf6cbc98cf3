using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Inference.Bulk;

/// <summary>
/// Says of a drawn image whether it may stay: not degenerate, no near copy, of the wanted class. Thread-safe.
/// </summary>
public sealed class QualityGates : IImageGate
{
    readonly Bundle bundle;
    readonly SyntheticSettings settings;
    readonly DegenerateGate degenerate;
    readonly CopiesIndex? copies;

    /// <exception cref="InputException">
    /// Copies are to be found, but the bundle does not know its training photographs.
    /// </exception>
    public QualityGates(Bundle bundle, SyntheticSettings settings)
    {
        (this.bundle, this.settings, degenerate) = (bundle, settings, new(settings.RejectDegenerate));
        if (!settings.CountCopies)
            return;
        if (!bundle.Manifest.Files.ContainsKey(BundleFiles.CopiesIndex))
            throw new InputException(
                $"{Path.Combine(bundle.Folder, BundleFiles.CopiesIndex)}: not in this bundle, so copies cannot be "
                    + $"told; publish it with --copies-index, or leave the option out"
            );
        copies = CopiesIndex.Load(
            Path.Combine(bundle.Folder, BundleFiles.CopiesIndex),
            bundle.Read(BundleFiles.CopiesIndex)
        );
    }

    /// <param name="pixels">uint8 [S, S, 3]</param>
    /// <param name="wanted">class code, or null for any</param>
    public Verdict Judge(byte[] pixels, string? wanted)
    {
        var plain = degenerate.Judge(pixels, wanted);
        if (plain.Reject)
            return plain;
        var judged = Embedded(pixels, wanted);
        return judged with { Seen = judged.Seen with { Degenerate = plain.Seen.Degenerate } };
    }

    Verdict Embedded(byte[] pixels, string? wanted)
    {
        if (wanted is null && copies is null)
            return new(false, new(1), null, null);
        var embedding = Embed(pixels);
        var (top, probability) = wanted is null ? (null, (float?)null) : Classify(embedding);
        if (top != wanted)
            return new(true, new(1, OtherClass: 1), top, probability);
        var copy = copies?.IsCopy(embedding) == true;
        return new(copy && settings.RejectCopies, new(1, Copies: copy ? 1 : 0), top, probability);
    }

    /// <summary>[F], in the way that classify does with the same picture in a PNG file.</summary>
    float[] Embed(byte[] pixels)
    {
        var (spec, drawn) = (bundle.Manifest.Preprocessing, settings.Side);
        var (side, input) = (spec.Side, Preprocessing.Square(new PixelImage(pixels, drawn, drawn), spec));
        return bundle.Encoder.Run([new TensorData("pixels", input, 1, side, side, 3)], "embedding")[0].Floats;
    }

    (string Code, float? Probability) Classify(float[] embedding)
    {
        var probabilities = new float[bundle.Head.Classes];
        bundle.Head.Probabilities(embedding, probabilities);
        var top = Array.IndexOf(probabilities, probabilities.Max());
        return (bundle.Manifest.Classes[top].Code, probabilities[top]);
    }
}
