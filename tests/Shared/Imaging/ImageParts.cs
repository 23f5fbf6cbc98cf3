using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace Platform.Shared.Tests.Imaging;

/// <summary>Puts segments and chunks into encoded images.</summary>
static class ImageParts
{
    /// <summary>A file of this folder's Files, made with libjpeg-turbo's and ImageMagick's tools.</summary>
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Imaging", "Files", name));

    public static byte[] PngChunk(string type, params ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        var sum = Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), sum);
        return chunk;
    }

    /// <param name="behindPixels">before IEND; otherwise behind IHDR</param>
    public static byte[] WithPngChunk(byte[] png, byte[] chunk, bool behindPixels = false)
    {
        var at = behindPixels ? png.Length - 12 : 33;
        return [.. png[..at], .. chunk, .. png[at..]];
    }

    /// <summary>The chunks of the name are left out.</summary>
    public static byte[] WithoutPngChunk(byte[] png, string type)
    {
        List<byte> kept = [.. png[..8]];
        for (var at = 8; at < png.Length; )
        {
            var next = at + 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (System.Text.Encoding.ASCII.GetString(png, at + 4, 4) != type)
                kept.AddRange(png[at..next]);
            at = next;
        }
        return [.. kept];
    }

    public static byte[] PngProfile(byte[] profile)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(profile);
        return PngChunk("iCCP", [(byte)'p', 0, 0, .. deflated.ToArray()]);
    }

    /// <summary>Black, of 16 bits with transparency: the dearest pixels of a PNG.</summary>
    public static byte[] InterlacedPng(int width, int height)
    {
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 16, 6, 0, 0, 1]; // RGBA of 16 bits, Adam7
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            foreach (var (x, y, across, down) in Adam7)
            {
                byte[] row = [4, .. new byte[8 * ((width - x + across - 1) / across)]]; // by the Paeth filter
                for (var left = (height - y + down - 1) / down; left > 0; left--)
                    zlib.Write(row);
            }
        return
        [
            .. TestImages.PngHeader(1, 1)[..8],
            .. PngChunk("IHDR", header),
            .. PngChunk("IDAT", deflated.ToArray()),
            .. PngChunk("IEND"),
        ];
    }

    static readonly (int X, int Y, int Across, int Down)[] Adam7 =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    /// <summary>The JPEG with the profile in as many segments as are asked for.</summary>
    public static byte[] WithJpegProfile(byte[] jpeg, byte[] profile, int segments = 1)
    {
        List<byte> result = [.. jpeg[..2]];
        var size = (profile.Length + segments - 1) / segments;
        foreach (var (part, index) in profile.Chunk(size).Select((p, i) => (p, i)))
        {
            var length = 2 + 12 + 2 + part.Length;
            result.AddRange([0xFF, 0xE2, (byte)(length >> 8), (byte)length, .. "ICC_PROFILE\0"u8]);
            result.AddRange([(byte)(index + 1), (byte)segments, .. part]);
        }
        return [.. result, .. jpeg[2..]];
    }

    /// <summary>A WebP of one still picture with further chunks: RFC 9649, 2.7.</summary>
    /// <param name="flags">of VP8X: 0x20 a profile, 0x10 alpha, 0x08 EXIF, 0x02 animation</param>
    public static byte[] ExtendedWebp(
        byte[] webp,
        int width,
        int height,
        byte flags,
        byte[]? profile = null,
        byte[]? exif = null
    )
    {
        byte[] size = [(byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0];
        byte[] body =
        [
            .. WebpChunk("VP8X", [flags, 0, 0, 0, .. size]),
            .. profile is null ? [] : WebpChunk("ICCP", profile),
            .. webp[12..],
            .. exif is null ? [] : WebpChunk("EXIF", exif),
        ];
        return Riff(body);
    }

    public static byte[] WebpChunk(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        var padding = new byte[data.Length % 2];
        return [.. System.Text.Encoding.ASCII.GetBytes(type), .. length, .. data, .. padding];
    }

    public static byte[] Riff(byte[] body)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, 4 + body.Length);
        return [.. "RIFF"u8, .. length, .. "WEBP"u8, .. body];
    }

    /// <summary>TIFF with nothing but the orientation tag.</summary>
    public static byte[] Exif(byte orientation, bool little = false) =>
        little
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>The ICC profile that Skia writes for a colour space.</summary>
    public static byte[] Profile(SKColorSpaceTransferFn curve, SKColorSpaceXyz primaries)
    {
        using var space = SKColorSpace.CreateRgb(curve, primaries);
        using var bitmap = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque, space));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var png = data.ToArray();
        var at = png.AsSpan().IndexOf("iCCP"u8);
        var chunk = png.AsSpan(at + 4, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at - 4)));
        var deflated = new MemoryStream(chunk[(chunk.IndexOf((byte)0) + 2)..].ToArray());
        using var zlib = new ZLibStream(deflated, CompressionMode.Decompress);
        using var profile = new MemoryStream();
        zlib.CopyTo(profile);
        return profile.ToArray();
    }
}
