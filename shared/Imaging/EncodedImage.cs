using Platform.Shared.Imaging.Formats;
using SkiaSharp;

namespace Platform.Shared.Imaging;

/// <summary>
/// An image file that may be decoded: within the limits, of a format that is read, whole as far as its headers tell.
/// </summary>
sealed class EncodedImage : IDisposable
{
    static readonly SKColorSpace Srgb = SKColorSpace.CreateSrgb();

    /// <summary>
    /// Bytes of a read where a JPEG has several scans, of which an empty one takes some fifty; with a single scan the
    /// decoder is faster on all of the file at once.
    /// </summary>
    const int ScanRead = 256;

    readonly JpegFile? jpeg;
    readonly CancellationToken cancel;

    public SKCodec Codec { get; }

    /// <summary>How the pixels are to be turned to stand upright.</summary>
    public SKEncodedOrigin Origin { get; }

    /// <summary>The colour space to decode to; null where the levels are sRGB's and stay as they are.</summary>
    public SKColorSpace? Conversion { get; }

    public bool IsJpeg => jpeg is not null;

    /// <exception cref="ImageException">Empty, too large, of another format, cut short or damaged.</exception>
    public EncodedImage(byte[] encoded, ImageLimits limits, CancellationToken cancel)
    {
        this.cancel = cancel;
        if (encoded.Length == 0)
            throw new ImageException("the file is empty");
        limits.CheckBytes(encoded.Length);
        SKEncodedOrigin? origin = null;
        var needsConversion = false;
        if (JpegFile.Is(encoded))
        {
            jpeg = JpegFile.Read(encoded, limits);
            needsConversion = jpeg.Profile is not null;
        }
        else if (PngFile.Is(encoded))
            (origin, needsConversion) = PngFile.Read(encoded, limits);
        else if (WebpFile.Is(encoded))
            needsConversion = WebpFile.Read(encoded).Profile is not null;
        else if (BmpFile.Is(encoded))
            BmpFile.Check(encoded);
        else
            throw new ImageException($"not a {ImageFormats.Names} image");
        SKStream stream =
            jpeg is { HasScans: false } ? new SKMemoryStream(jpeg.Encoded)
            : jpeg is not null ? new InterruptibleStream(jpeg.Encoded, ScanRead, cancel)
            : new InterruptibleStream(encoded, int.MaxValue, cancel);
        var codec = SKCodec.Create(stream, out var opened);
        if (codec is null)
            cancel.ThrowIfCancellationRequested();
        Codec =
            codec
            ?? throw (
                opened == SKCodecResult.IncompleteInput
                    ? ImageException.CutShort()
                    : new ImageException("the image's header is damaged")
            );
        (Origin, Conversion) = (origin ?? Codec.EncodedOrigin, needsConversion ? Srgb : null);
        try
        {
            limits.CheckSize(Codec.Info.Width, Codec.Info.Height);
            if (jpeg is not null && Codec.Info.Size != new SKSizeI(jpeg.Width, jpeg.Height))
                throw ImageException.Damaged();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <param name="rgba">uint8 [height, width, 4] for the pixels</param>
    /// <exception cref="ImageException">Cut short or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and the decoder has heard of it.</exception>
    public unsafe void Decode(SKSizeI size, Span<byte> rgba)
    {
        var suspect = jpeg?.NeedsProof ?? false;
        if (suspect)
            jpeg!.Prove(cancel);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, Conversion);
        if (rgba.Length < info.BytesSize64)
            throw new ArgumentException($"{rgba.Length} bytes are too few.", nameof(rgba));
        fixed (byte* pixels = rgba)
        {
            var result = Codec.GetPixels(info, (nint)pixels);
            cancel.ThrowIfCancellationRequested(); // where it stopped, it may say that it is done
            if (result != SKCodecResult.Success)
                throw result == SKCodecResult.IncompleteInput ? ImageException.CutShort() : ImageException.Damaged();
        }
        // Where the data of a JPEG run out, the rest comes out of this grey: it is either there or the file was cut.
        if (jpeg is not null && !suspect && (Conversion is not null || rgba[^4..] is [128, 128, 128, _]))
            jpeg.Prove(cancel);
    }

    public void Dispose() => Codec.Dispose();
}
