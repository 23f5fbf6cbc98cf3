namespace Platform.Shared.Imaging;

/// <summary>What an encoded image may ask of this machine. Checked from the header, before anything is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>The most that <see cref="MaxBytes"/> may be.</summary>
    public const int MostBytes = 1 << 30;

    public static readonly ImageLimits Default = new();

    /// <summary>Encoded bytes.</summary>
    public long MaxBytes { get; init; } = 20 << 20;

    /// <summary>
    /// Width times height. Decoding takes up to 7 bytes a pixel, and up to 9 more where a JPEG has several scans, since
    /// all its coefficients are kept.
    /// </summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <exception cref="ImageException">More than <see cref="MaxBytes"/>.</exception>
    public void CheckBytes(long bytes)
    {
        if (bytes > MaxBytes) throw new ImageException($"{bytes:N0} bytes; the limit is {MaxBytes:N0}");
    }

    /// <exception cref="ImageException">More than <see cref="MaxPixels"/>, or none.</exception>
    public void CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0) throw new ImageException($"{width} x {height} pixels is not an image");
        if (width > int.MaxValue || height > int.MaxValue || width * height > MaxPixels)
            throw new ImageException($"{width:N0} x {height:N0} pixels; the limit is {MaxPixels:N0} in all");
    }
}
