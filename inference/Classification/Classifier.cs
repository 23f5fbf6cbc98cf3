using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Inference.Classification;

/// <summary>
/// From an encoded image to the probabilities of its classes: the one way of the command line and the service.
/// Thread-safe.
/// </summary>
/// <param name="prior">how frequent the classes are taken to be</param>
public sealed class Classifier(Bundle bundle, ImageLimits limits, Prior prior = Prior.Own)
{
    /// <summary>A heat map needs no more pixels, where the file can be decoded at a part of its size.</summary>
    const int Shown = 512;

    /// <exception cref="ImageException">The image cannot be used.</exception>
    public Classified Classify(byte[] encoded)
    {
        var judgement = bundle.Judge(Run(encoded, "embedding")[0].Floats); // [1, 512]
        return new(
            [
                .. bundle
                    .Manifest.Classes.Zip(judgement.For(prior), (c, p) => new Prediction(c.Code, c.Name, p))
                    .OrderByDescending(p => p.Probability),
            ],
            judgement,
            bundle.Manifest.Trust?.Priors?.Name(prior)
        );
    }

    /// <summary>The image with what speaks for a class and against it, as PNG.</summary>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    public byte[] Explain(byte[] encoded, int classIndex)
    {
        var map = Run(encoded, "feature_map")[0]; // [1, 512, h, w]
        return HeatMap.Png(
            ImageDecoder.Decode(encoded, Shown, limits),
            ClassActivation.Map(bundle.Head, map.Floats, classIndex),
            (int)map.Shape[2],
            (int)map.Shape[3],
            bundle.Manifest.Preprocessing.Fit
        );
    }

    IReadOnlyList<TensorData> Run(byte[] encoded, string output)
    {
        var spec = bundle.Manifest.Preprocessing;
        return bundle.Encoder.Run(
            [new TensorData("pixels", Preprocessing.Square(encoded, spec, limits), 1, spec.Side, spec.Side, 3)],
            output
        );
    }
}
