using System.Buffers.Binary;

namespace Platform.Shared.Imaging.Formats;

/// <summary>What the header of a BMP says beside its pixels: Microsoft, BITMAPV5HEADER.</summary>
static class BmpFile
{
    const int Header = 14,
        SpaceAt = Header + 56,
        Version5 = 124;
    const uint Linked = 0x4C494E4B,
        Embedded = 0x4D424544; // 'LINK' and 'MBED'

    public static readonly ImageFormat Format = new("BMP", "image/bmp", [".bmp", ".dib"], Is, (file, _) => Read(file));

    static bool Is(ReadOnlySpan<byte> encoded) => encoded.StartsWith("BM"u8);

    /// <exception cref="ImageException">It has a colour profile, which Skia does not apply.</exception>
    static ImageHeader Read(byte[] encoded)
    {
        if (
            encoded.Length >= Header + Version5
            && BinaryPrimitives.ReadUInt32LittleEndian(encoded.AsSpan(Header)) >= Version5
            && BinaryPrimitives.ReadUInt32LittleEndian(encoded.AsSpan(SpaceAt)) is Linked or Embedded
        )
            throw IccProfile.Unusable("a BMP's is not read");
        return new(encoded);
    }
}
