namespace Platform.Shared.Imaging;

/// <summary>What an encoded image may ask of this machine. Checked from the header, before anything is decoded.</summary>
public sealed record ImageLimits
{
    public static readonly ImageLimits Default = new();

    /// <summary>Encoded bytes.</summary>
    public long MaxBytes { get; init; } = 20 << 20;

    /// <summary>Width times height. Decoding takes up to 7 bytes a pixel.</summary>
    public long MaxPixels { get; init; } = 50_000_000;
}
