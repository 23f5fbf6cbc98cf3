using System.Buffers.Binary;
using SkiaSharp;

namespace Platform.Shared.Imaging.Formats;

/// <summary>The orientation tag of EXIF data: CIPA DC-008, 4.6.5, in the first directory of TIFF 6.0.</summary>
static class ExifOrientation
{
    const ushort Orientation = 0x0112,
        Short = 3;
    const int Entry = 12;

    /// <returns>upright where the data hold no such tag or are damaged, as viewers show them</returns>
    public static SKEncodedOrigin Of(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..]; // some writers leave the JPEG's prefix
        var isLittle = exif.StartsWith("II*\0"u8);
        if (exif.Length < 8 || (!isLittle && !exif.StartsWith("MM\0*"u8)))
            return SKEncodedOrigin.TopLeft;
        long directory = isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory + 2 > exif.Length)
            return SKEncodedOrigin.TopLeft;
        var entries = exif[(int)directory..];
        var left = Number(entries, isLittle);
        for (var at = 2; left > 0 && at + Entry <= entries.Length; left--, at += Entry)
        {
            var (tag, type) = (Number(entries[at..], isLittle), Number(entries[(at + 2)..], isLittle));
            if (tag != Orientation || type != Short)
                continue;
            var origin = Number(entries[(at + 8)..], isLittle);
            return origin is >= 1 and <= 8 ? (SKEncodedOrigin)origin : SKEncodedOrigin.TopLeft;
        }
        return SKEncodedOrigin.TopLeft;
    }

    static ushort Number(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
