namespace Platform.Inference.Generation;

/// <summary>What the images of a folder have in common: two settings in one folder would be a data set of unknown origin.</summary>
/// <param name="BundleSha256">of the manifest, and so of every file</param>
/// <param name="Side">pixels</param>
public sealed record SampleSettings(
    string BundleName, string BundleVersion, string BundleSha256, ulong Seed, float Psi, int Side, string IntendedUse);
