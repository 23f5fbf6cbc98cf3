using System.Buffers.Binary;

namespace Platform.Shared.Imaging.Formats;

/// <summary>What the chunks of a WebP say beside its pixels: RFC 9649, 2.7.</summary>
static class WebpFile
{
    public static readonly ImageFormat Format = new("WebP", "image/webp", [".webp"], Is, (file, _) => Read(file));

    static bool Is(ReadOnlySpan<byte> encoded) =>
        encoded.Length >= 12 && encoded.StartsWith("RIFF"u8) && encoded[8..].StartsWith("WEBP"u8);

    /// <exception cref="ImageException">It is animated, or its colour profile cannot be used.</exception>
    static ImageHeader Read(byte[] encoded)
    {
        var (profile, frames) = ((byte[]?)null, 0);
        for (ReadOnlySpan<byte> rest = encoded.AsSpan(12); rest.Length >= 8; )
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (rest.StartsWith("ANMF"u8))
                frames++;
            if (length > rest.Length - 8)
                break;
            if (rest.StartsWith("ICCP"u8))
                profile ??= rest.Slice(8, (int)length).ToArray();
            rest = rest[(int)Math.Min(rest.Length, 8 + length + (length & 1))..];
        }
        if (frames > 1)
            throw ImageException.Animated();
        if (profile is not null)
            IccProfile.Check(profile, "RGB "u8);
        return new(encoded) { NeedsConversion = profile is not null };
    }
}
