using System.ComponentModel.DataAnnotations;

namespace Platform.Shared.Imaging.Formats;

/// <summary>
/// What an encoded image may ask of this machine. Checked from the header, before anything is decoded.
/// </summary>
public sealed record ImageLimits
{
    /// <summary>The most that <see cref="MaxBytes"/> may be.</summary>
    public const int MostBytes = 1 << 30;

    public static readonly ImageLimits Default = new();

    /// <summary>Encoded bytes.</summary>
    [Range(1.0, MostBytes)]
    public long MaxBytes { get; init; } = 20 << 20;

    /// <summary>
    /// Width times height. Decoding takes up to 7 bytes a pixel, and up to 9 more where a JPEG has several scans, since
    /// all its coefficients are kept.
    /// </summary>
    [Range(1.0, 300_000_000.0)]
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>
    /// Scans of a JPEG: each is a pass of the decoder over a part of the picture, and may take a few bytes. libjpeg's
    /// progressions have 10 to 18, those of optimisers some more.
    /// </summary>
    public int MaxScans { get; init; } = 64;

    /// <summary>
    /// How often the scans of a JPEG may go over <see cref="MaxPixels"/>, each component counted by its samples. By
    /// libjpeg's progressions (jcparam.c, jpeg_simple_progression) it is 8 times for YCbCr 4:2:0, 14 for 4:4:4, 18 for
    /// RGB and 24 for four components, so that an ordinary photograph of any allowed size passes.
    /// </summary>
    public int MaxPasses { get; init; } = 24;

    /// <exception cref="ImageException">More than <see cref="MaxBytes"/>.</exception>
    public void CheckBytes(long bytes)
    {
        if (bytes > MaxBytes)
            throw new ImageException($"{bytes:N0} bytes; the limit is {MaxBytes:N0}");
    }

    /// <param name="samples">that the scans go over, all together</param>
    /// <exception cref="ImageException">
    /// More than <see cref="MaxScans"/>, or than <see cref="MaxPasses"/> over the largest picture.
    /// </exception>
    public void CheckScans(int scans, double samples)
    {
        const string Remedy = "save it with fewer scans, or as a JPEG that is not progressive";
        if (scans > MaxScans)
            throw new ImageException($"more than {MaxScans} scans, which is the limit: {Remedy}");
        if (samples > (double)MaxPasses * MaxPixels)
            throw new ImageException(
                $"its scans go over more than {(double)MaxPasses * MaxPixels:N0} samples, "
                    + $"which is the limit: {Remedy}"
            );
    }

    /// <exception cref="ImageException">More than <see cref="MaxPixels"/>, or none.</exception>
    public void CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw new ImageException($"{width} x {height} pixels is not an image");
        if (width > int.MaxValue || height > int.MaxValue || width * height > MaxPixels)
            throw new ImageException($"{width:N0} x {height:N0} pixels; the limit is {MaxPixels:N0} in all");
    }
}
