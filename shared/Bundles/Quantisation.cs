namespace Platform.Shared.Bundles;

/// <summary>What was measured when an encoder was turned into 8-bit integers.</summary>
/// <param name="Kept">
/// whether the bundle serves it; false where accuracy would have fallen too far, and float32 is served
/// </param>
/// <param name="CalibrationImages">training images that the ranges of the activations were measured on</param>
/// <param name="Seed">of their choice</param>
/// <param name="Share">of an activation's values that its range holds</param>
/// <param name="HeldOutImages">images of the figures below</param>
/// <param name="HeldOut">head and encoder were kept from their lesions</param>
/// <param name="MaxDifference">
/// largest difference of an embedding's value between the two, over the largest value
/// </param>
/// <param name="MeanDifference">mean difference over the mean value</param>
public sealed record QuantisationSpec(
    bool Kept,
    int CalibrationImages,
    int Seed,
    double Share,
    int HeldOutImages,
    bool HeldOut,
    double MaxDifference,
    double MeanDifference
)
{
    public required PrecisionFigures Float32 { get; init; }
    public required PrecisionFigures Int8 { get; init; }
}

/// <summary>Figures on held-out images, with the calibration that was fitted at that precision.</summary>
/// <param name="Accuracy">share whose most probable class is the true one</param>
/// <param name="BalancedAccuracy">mean recall over the classes</param>
/// <param name="CalibrationError">expected calibration error, 15 bins of equal width</param>
/// <param name="EncoderBytes">size of encoder.onnx</param>
public sealed record PrecisionFigures(
    double Accuracy,
    double BalancedAccuracy,
    double CalibrationError,
    long EncoderBytes
);

/// <summary>What was measured when a generator's synthesis network was turned into 8-bit integers.</summary>
/// <param name="Kept">
/// whether the bundle draws with it; false where a distance rose by more than its own deviation, and float32 draws
/// </param>
/// <param name="Space">the encoder in whose embeddings the distances are measured</param>
/// <param name="CalibrationImages">drawn to measure the ranges of the activations</param>
/// <param name="Seed">of their latents and, counted on from there, of the sets</param>
/// <param name="Share">of an activation's values that its range holds</param>
/// <param name="Sets">drawn by each generator, from the same latents</param>
/// <param name="Images">of a set</param>
/// <param name="HeldOutImages">photographs that the generator was not trained on</param>
/// <param name="MeanLevels">
/// mean difference of a byte of a pixel between the two, of 255, at the side of the space
/// </param>
/// <param name="Float32Bytes">size of generator.onnx</param>
/// <param name="Int8Bytes">the same in 8 bits</param>
public sealed record SynthesisSpec(
    bool Kept,
    string Space,
    int CalibrationImages,
    int Seed,
    double Share,
    int Sets,
    int Images,
    int HeldOutImages,
    double MeanLevels,
    long Float32Bytes,
    long Int8Bytes
)
{
    public required DistanceFigures Frechet { get; init; }
    public required DistanceFigures Kernel { get; init; }
}

/// <summary>A distance of drawn images to held-out photographs, mean over the sets.</summary>
/// <param name="Deviation">
/// standard deviation of the float32 generator's sets: what chance alone does to the distance of one
/// </param>
public sealed record DistanceFigures(double Float32, double Int8, double Deviation)
{
    /// <param name="float32">of each set</param>
    /// <param name="int8">of each set, from the same latents</param>
    public static DistanceFigures Of(IReadOnlyList<double> float32, IReadOnlyList<double> int8)
    {
        var mean = float32.Average();
        return new(mean, int8.Average(), Math.Sqrt(float32.Sum(d => (d - mean) * (d - mean)) / (float32.Count - 1)));
    }

    /// <summary>Whether it does not rise by more than its own deviation.</summary>
    public bool Keeps => Int8 - Float32 <= Deviation;
}
