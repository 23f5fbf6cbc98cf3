namespace Platform.Shared.Sampling;

/// <summary>
/// What the images of a folder have in common: two settings in one folder would be a data set of unknown origin.
/// </summary>
/// <param name="Generator">the bundle and its version, or the training run</param>
/// <param name="GeneratorSha256">of generator.onnx</param>
/// <param name="Side">pixels</param>
public sealed record SampleSettings(
    string Generator,
    string GeneratorSha256,
    ulong Seed,
    float Psi,
    int Side,
    string IntendedUse
);
