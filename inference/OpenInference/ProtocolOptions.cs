namespace Platform.Inference.OpenInference;

/// <summary>What the Open Inference Protocol grants a caller.</summary>
public sealed record ProtocolOptions
{
    /// <summary>Whether bundles can be loaded and unloaded by calls.</summary>
    public bool Administration { get; init; } = true;

    /// <summary>
    /// An answer above it, in bytes, is refused where its size is known before the work is done; as large as a request
    /// by default.
    /// </summary>
    public int MaxAnswerBytes { get; init; } = 40 << 20;
}
