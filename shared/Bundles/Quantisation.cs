namespace Platform.Shared.Bundles;

/// <summary>What was measured when an encoder was turned into 8-bit integers.</summary>
/// <param name="Kept">whether the bundle serves it; false where accuracy would have fallen too far, and float32 is served</param>
/// <param name="CalibrationImages">training images that the ranges of the activations were measured on</param>
/// <param name="Seed">of their choice</param>
/// <param name="Share">of an activation's values that its range holds</param>
/// <param name="HeldOutImages">images of the figures below</param>
/// <param name="HeldOut">head and encoder were kept from their lesions</param>
/// <param name="MaxDifference">largest difference of an embedding's value between the two, over the largest value</param>
/// <param name="MeanDifference">mean difference over the mean value</param>
public sealed record QuantisationSpec(bool Kept, int CalibrationImages, int Seed, double Share, int HeldOutImages, bool HeldOut, double MaxDifference, double MeanDifference)
{
    public required PrecisionFigures Float32 { get; init; }
    public required PrecisionFigures Int8 { get; init; }
}

/// <summary>Figures on held-out images, with the calibration that was fitted at that precision.</summary>
/// <param name="Accuracy">share whose most probable class is the true one</param>
/// <param name="BalancedAccuracy">mean recall over the classes</param>
/// <param name="CalibrationError">expected calibration error, 15 bins of equal width</param>
/// <param name="EncoderBytes">size of encoder.onnx</param>
public sealed record PrecisionFigures(double Accuracy, double BalancedAccuracy, double CalibrationError, long EncoderBytes);
