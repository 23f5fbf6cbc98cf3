using System.Buffers.Binary;

namespace Platform.Shared.Imaging.Formats;

/// <summary>What the chunks of a WebP say beside its pixels: RFC 9649, 2.7.</summary>
sealed class WebpFile
{
    public byte[]? Profile { get; private set; }

    public static bool Is(ReadOnlySpan<byte> encoded) =>
        encoded.Length >= 12 && encoded.StartsWith("RIFF"u8) && encoded[8..].StartsWith("WEBP"u8);

    WebpFile() { }

    /// <exception cref="ImageException">It is animated, or its colour profile cannot be used.</exception>
    public static WebpFile Read(ReadOnlySpan<byte> encoded)
    {
        var (file, frames) = (new WebpFile(), 0);
        for (var rest = encoded[12..]; rest.Length >= 8; )
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (rest.StartsWith("ANMF"u8))
                frames++;
            if (length > rest.Length - 8)
                break;
            if (rest.StartsWith("ICCP"u8))
                file.Profile ??= rest.Slice(8, (int)length).ToArray();
            rest = rest[(int)Math.Min(rest.Length, 8 + length + (length & 1))..];
        }
        if (frames > 1)
            throw ImageException.Animated();
        if (file.Profile is not null)
            IccProfile.Check(file.Profile, "RGB "u8);
        return file;
    }
}
