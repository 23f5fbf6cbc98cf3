using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace Platform.Shared.Imaging;

/// <summary>Decodes JPEG, PNG, WebP and BMP to upright RGB. The only decoder of the solution: training and serving see the same pixels.</summary>
/// <remarks>Colour profiles are not applied and transparency is laid over white.</remarks>
public static class ImageDecoder
{
    static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="side">
    /// The side that the image will be reduced to. A JPEG is decoded at 1/2, 1/4 or 1/8 of its size where that leaves at
    /// least twice this side both ways; pass int.MaxValue for the full size.
    /// </param>
    /// <exception cref="ImageException">Empty, too large, of another format, cut short or damaged.</exception>
    public static PixelImage Decode(byte[] encoded, int side, ImageLimits? limits = null) =>
        Read(encoded, side, limits, (rgb, width, height, origin) => Orientation.Upright(rgb.ToArray(), width, height, origin));

    /// <summary>Decoded and averaged, without a copy of the decoded pixels; turned last, which changes no bit of an exact average.</summary>
    /// <returns>uint8 [side, side, 3]</returns>
    internal static byte[] Square(byte[] encoded, int side, ImageLimits? limits) =>
        Read(encoded, side, limits, (rgb, width, height, origin) => Orientation.Upright(AreaAverage.Resize(rgb, width, height, side, side), side, side, origin).Rgb);

    /// <param name="rgb">uint8 [height, width, 3] as stored; the memory is freed on return</param>
    delegate T Reader<T>(ReadOnlySpan<byte> rgb, int width, int height, SKEncodedOrigin origin);

    static unsafe T Read<T>(byte[] encoded, int side, ImageLimits? limits, Reader<T> reader)
    {
        using var codec = Open(encoded, limits ?? ImageLimits.Default);
        var size = ScaledSize(codec, side);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, null);
        var pixels = NativeMemory.Alloc((nuint)info.BytesSize64);
        try
        {
            if (codec.GetPixels(info, (nint)pixels) is var result and not SKCodecResult.Success)
                throw new ImageException(result == SKCodecResult.IncompleteInput ? "the image is cut short" : "the image data are damaged");
            return reader(OverWhite(new(pixels, info.BytesSize)), size.Width, size.Height, codec.EncodedOrigin);
        }
        finally { NativeMemory.Free(pixels); }
    }

    /// <summary>Width and height of the whole upright image, from its header.</summary>
    /// <exception cref="ImageException">As <see cref="Decode"/>, as far as the header tells.</exception>
    public static (int Width, int Height) UprightSize(byte[] encoded, ImageLimits? limits = null)
    {
        using var codec = Open(encoded, limits ?? ImageLimits.Default);
        return Orientation.Swaps(codec.EncodedOrigin) ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
    }

    static SKCodec Open(byte[] encoded, ImageLimits limits)
    {
        if (encoded.Length == 0) throw new ImageException("the file is empty");
        if (encoded.Length > limits.MaxBytes) throw new ImageException($"{encoded.Length:N0} bytes; the limit is {limits.MaxBytes:N0}");
        if (!IsAllowed(encoded)) throw new ImageException("not a JPEG, PNG, WebP or BMP image");
        if (encoded.AsSpan().StartsWith(PngSignature) && encoded.Length >= 24)
            CheckSize(BinaryPrimitives.ReadUInt32BigEndian(encoded.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(encoded.AsSpan(20)), limits);
        // A stream of Skia's own: a managed one throws into native code when a damaged file asks for more bytes than an int counts.
        var codec = SKCodec.Create(new SKMemoryStream(encoded), out var opened)
            ?? throw new ImageException(opened == SKCodecResult.IncompleteInput ? "the image is cut short" : "the image's header is damaged");
        try { CheckSize(codec.Info.Width, codec.Info.Height, limits); }
        catch { codec.Dispose(); throw; }
        return codec;
    }

    internal static bool IsAllowed(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || encoded.StartsWith(PngSignature) || encoded.StartsWith("BM"u8)
        || encoded is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..];

    static void CheckSize(long width, long height, ImageLimits limits)
    {
        if (width <= 0 || height <= 0) throw new ImageException($"{width} x {height} pixels is not an image");
        if (width > int.MaxValue || height > int.MaxValue || width * height > limits.MaxPixels)
            throw new ImageException($"{width:N0} x {height:N0} pixels; the limit is {limits.MaxPixels:N0} in all");
    }

    static SKSizeI ScaledSize(SKCodec codec, int side)
    {
        foreach (var scale in codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? [0.125f, 0.25f, 0.5f] : Array.Empty<float>())
            if (codec.GetScaledDimensions(scale) is var size && Math.Min(size.Width, size.Height) / 2 >= side) return size;
        return codec.Info.Size;
    }

    /// <summary>In place.</summary>
    /// <param name="rgba">colours times alpha: white shows through by what alpha lacks</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static ReadOnlySpan<byte> OverWhite(Span<byte> rgba)
    {
        var rgb = rgba[..(rgba.Length / 4 * 3)];
        var colours = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 16, 16, 16);
        var alphas = Vector128.Create((byte)3, 3, 3, 7, 7, 7, 11, 11, 11, 15, 15, 15, 16, 16, 16, 16);
        var (i, o) = (0, 0);
        for (; i <= rgba.Length - Vector128<byte>.Count; i += 16, o += 12)
        {
            var pixels = Vector128.Create<byte>(rgba[i..]);
            (Vector128.Shuffle(pixels, colours) + ~Vector128.Shuffle(pixels, alphas)).CopyTo(rgba[o..]);
        }
        for (; o < rgb.Length; i += 4, o += 3)
        {
            var white = (byte)(255 - rgba[i + 3]);
            (rgba[o], rgba[o + 1], rgba[o + 2]) = ((byte)(rgba[i] + white), (byte)(rgba[i + 1] + white), (byte)(rgba[i + 2] + white));
        }
        return rgb;
    }
}
