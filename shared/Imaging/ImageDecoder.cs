using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;

namespace Platform.Shared.Imaging;

/// <summary>
/// Decodes the files of <see cref="ImageFormats.All"/> to upright RGB. The only decoder of the solution: training and
/// serving see the same pixels.
/// </summary>
/// <remarks>
/// Colours are converted to sRGB by the image's ICC profile or a PNG's gAMA and cHRM; without these the levels are
/// taken for sRGB's. Transparency is laid over white. Of a file with several JPEGs the first is read.
/// </remarks>
public static class ImageDecoder
{
    /// <param name="side">
    /// The side that the image will be reduced to. A JPEG is decoded at 1/2, 1/4 or 1/8 of its size where that leaves
    /// at least twice this side both ways; pass int.MaxValue for the full size.
    /// </param>
    /// <exception cref="ImageException">
    /// Empty, too large, of another format, cut short, damaged, animated, or with colours that cannot be converted.
    /// </exception>
    public static PixelImage Decode(byte[] encoded, int side, ImageLimits? limits = null) =>
        Read(
            encoded,
            new(side),
            limits,
            CancellationToken.None,
            (rgb, width, height, origin) => Orientation.Upright(rgb.ToArray(), width, height, origin)
        );

    /// <summary>
    /// Decoded and averaged, without a copy of the decoded pixels; turned last, which changes no bit of an exact
    /// average over a frame in the middle.
    /// </summary>
    /// <returns>uint8 [side, side, 3]</returns>
    internal static byte[] Square(
        byte[] encoded,
        PreprocessingSpec spec,
        ImageLimits? limits,
        CancellationToken cancel
    ) =>
        Read(
            encoded,
            spec,
            limits,
            cancel,
            (rgb, width, height, origin) =>
            {
                var (frame, side) = (Frame.Of(spec.Fit, width, height), spec.Side);
                if (!AreaAverage.CanResize(frame))
                    throw new ImageException($"{width:N0} x {height:N0} pixels are too long and narrow");
                return Orientation.Upright(AreaAverage.Resize(rgb, width, frame, side, side), side, side, origin).Rgb;
            }
        );

    /// <param name="rgb">uint8 [height, width, 3] as stored; the memory is freed on return</param>
    delegate T Reader<T>(ReadOnlySpan<byte> rgb, int width, int height, SKEncodedOrigin origin);

    static unsafe T Read<T>(
        byte[] encoded,
        PreprocessingSpec spec,
        ImageLimits? limits,
        CancellationToken cancel,
        Reader<T> reader
    )
    {
        cancel.ThrowIfCancellationRequested();
        using var image = new EncodedImage(encoded, limits ?? ImageLimits.Default, cancel);
        var size = ScaledSize(image, spec);
        var bytes = size.Width * size.Height * 4;
        var memory = NativeMemory.Alloc((nuint)bytes);
        try
        {
            var rgba = new Span<byte>(memory, bytes);
            image.Decode(size, rgba);
            return reader(OverWhite(rgba), size.Width, size.Height, image.Origin);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    /// <summary>Width and height of the whole upright image, from its header.</summary>
    /// <exception cref="ImageException">As <see cref="Decode"/>, as far as the header tells.</exception>
    public static (int Width, int Height) UprightSize(byte[] encoded, ImageLimits? limits = null)
    {
        using var image = new EncodedImage(encoded, limits ?? ImageLimits.Default, CancellationToken.None);
        var size = image.Codec.Info.Size;
        return Orientation.Swaps(image.Origin) ? (size.Height, size.Width) : (size.Width, size.Height);
    }

    static SKSizeI ScaledSize(EncodedImage image, PreprocessingSpec spec)
    {
        foreach (var scale in image.Shrinks ? [0.125f, 0.25f, 0.5f] : Array.Empty<float>())
            if (
                image.Codec.GetScaledDimensions(scale) is var size
                && Frame.SideOf(spec.Fit, size.Width, size.Height) / 2 >= spec.Side
            )
                return size;
        return image.Codec.Info.Size;
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
            (rgba[o], rgba[o + 1], rgba[o + 2]) = (
                (byte)(rgba[i] + white),
                (byte)(rgba[i + 1] + white),
                (byte)(rgba[i + 2] + white)
            );
        }
        return rgb;
    }
}
