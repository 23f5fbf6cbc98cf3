using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Inference.Classification;

/// <summary>From an encoded image to the probabilities of its classes: the one road of the command line and the service. Thread-safe.</summary>
public sealed class Classifier(Bundle bundle, ImageLimits limits)
{
    /// <returns>all classes, the most probable first</returns>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    public IReadOnlyList<Prediction> Classify(byte[] encoded)
    {
        var side = bundle.Manifest.Preprocessing.Side;
        var pixels = new TensorData("pixels", Preprocessing.Square(encoded, side, limits), 1, side, side, 3);
        var embedding = bundle.Encoder.Run([pixels], "embedding")[0].Floats;                  // [1, 512]
        var probabilities = new float[bundle.Head.Classes];
        bundle.Head.Probabilities(embedding, probabilities);
        return [.. bundle.Manifest.Classes.Zip(probabilities, (c, p) => new Prediction(c.Code, c.Name, p)).OrderByDescending(p => p.Probability)];
    }
}
