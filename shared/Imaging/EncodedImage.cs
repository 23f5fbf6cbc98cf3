using Platform.Shared.Imaging.Formats;
using SkiaSharp;

namespace Platform.Shared.Imaging;

/// <summary>
/// An image file that may be decoded: within the limits, of a format that is read, whole as far as its headers tell.
/// </summary>
sealed class EncodedImage : IDisposable
{
    static readonly SKColorSpace Srgb = SKColorSpace.CreateSrgb();

    readonly ImageHeader header;
    readonly CancellationToken cancel;

    public SKCodec Codec { get; }

    /// <summary>How the pixels are to be turned to stand upright.</summary>
    public SKEncodedOrigin Origin { get; }

    /// <summary>The colour space to decode to; null where the levels are sRGB's and stay as they are.</summary>
    public SKColorSpace? Conversion { get; }

    /// <summary>Whether it can be decoded at a part of its size.</summary>
    public bool Shrinks => header.Shrinks;

    /// <exception cref="ImageException">Empty, too large, of another format, cut short or damaged.</exception>
    public EncodedImage(byte[] encoded, ImageLimits limits, CancellationToken cancel)
    {
        this.cancel = cancel;
        if (encoded.Length == 0)
            throw new ImageException("the file is empty");
        limits.CheckBytes(encoded.Length);
        var format = ImageFormats.Of(encoded) ?? throw new ImageException($"not a {ImageFormats.Names} image");
        header = format.Read(encoded, limits);
        SKStream stream = header.ReadLength is { } length
            ? new InterruptibleStream(header.Encoded, length, cancel)
            : new SKMemoryStream(header.Encoded);
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
        (Origin, Conversion) = (header.Origin ?? Codec.EncodedOrigin, header.NeedsConversion ? Srgb : null);
        try
        {
            limits.CheckSize(Codec.Info.Width, Codec.Info.Height);
            if (header.Size is { } size && size != Codec.Info.Size)
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
        header.CheckBeforeDecoding(cancel);
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
        header.CheckDecoded(rgba[^4..], Conversion is not null, cancel);
    }

    public void Dispose() => Codec.Dispose();
}
