using SkiaSharp;

namespace Platform.Shared.Imaging.Formats;

/// <summary>
/// What a file says beside its pixels, and how Skia is to decode it: as most formats have it, for others to change.
/// </summary>
/// <param name="encoded">the file</param>
class ImageHeader(byte[] encoded)
{
    /// <summary>The file as the decoder is given it.</summary>
    public byte[] Encoded { get; protected set; } = encoded;

    /// <summary>How the pixels are to be turned to stand upright; null where Skia reads it.</summary>
    public SKEncodedOrigin? Origin { get; init; }

    /// <summary>Whether the levels are other than sRGB's, and Skia converts them.</summary>
    public bool NeedsConversion { get; set; }

    /// <summary>Width and height that Skia must find too; null where it alone reads them.</summary>
    public virtual SKSizeI? Size => null;

    /// <summary>Whether Skia decodes to 1/2, 1/4 or 1/8 of the size as well.</summary>
    public virtual bool Shrinks => false;

    /// <summary>
    /// Bytes of one read, between which decoding can be stopped; null where Skia is given all of the file at once.
    /// </summary>
    public virtual int? ReadLength => int.MaxValue;

    /// <summary>Looks for what Skia would not tell.</summary>
    /// <exception cref="ImageException">Cut short or damaged.</exception>
    public virtual void CheckBeforeDecoding(CancellationToken cancel) { }

    /// <summary>Looks for what Skia did not tell.</summary>
    /// <param name="last">the last pixel, uint8 [4]</param>
    /// <param name="isConverted">whether its levels were converted</param>
    /// <exception cref="ImageException">Cut short or damaged.</exception>
    public virtual void CheckDecoded(ReadOnlySpan<byte> last, bool isConverted, CancellationToken cancel) { }
}
