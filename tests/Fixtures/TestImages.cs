using System.Buffers.Binary;
using SkiaSharp;

namespace Platform.Fixtures;

/// <summary>Encoded images made on the spot.</summary>
public static class TestImages
{
    public static byte[] Encode(
        SKEncodedImageFormat format,
        int width,
        int height,
        Func<int, int, SKColor> color,
        int quality = 95
    )
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            bitmap.SetPixel(x, y, color(x, y));
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static SKColor Gradient(int x, int y) => new((byte)(x * 3), (byte)(y * 5), (byte)(x + y));

    /// <summary>A PNG whose header is whole and claims any size; there are no pixels.</summary>
    public static byte[] PngHeader(uint width, uint height)
    {
        var png = new byte[33];
        new byte[]
        {
            0x89,
            (byte)'P',
            (byte)'N',
            (byte)'G',
            13,
            10,
            26,
            10,
            0,
            0,
            0,
            13,
            (byte)'I',
            (byte)'H',
            (byte)'D',
            (byte)'R',
        }.CopyTo(png, 0);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), height);
        (png[24], png[25]) = (8, 2);
        return png;
    }

    /// <summary>The JPEG with an EXIF segment that holds nothing but the orientation tag.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF,
            0xE1,
            0,
            34,
            .. "Exif\0\0"u8,
            (byte)'M',
            (byte)'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }
}
