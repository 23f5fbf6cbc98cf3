using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace Platform.Shared.Imaging.Formats;

/// <summary>What the chunks of a PNG say beside its pixels. W3C, PNG Specification, third edition, 11.</summary>
sealed class PngFile
{
    const int MaxProfile = 4 << 20; // bytes; printers' take one million
    const uint SrgbGamma = 45_455,
        GammaTolerance = 2_273; // in 1/100,000, as libpng has them
    const uint ChromaticityTolerance = 1_000;
    const byte SrgbPrimaries = 1,
        SrgbTransfer = 13; // ITU-T H.273

    // White, red, green, blue: x and y in 1/100,000.
    static readonly uint[] SrgbChromaticities = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

    bool hasSrgb,
        hasCicp,
        hasOtherGamma,
        hasOtherPrimaries,
        isColour,
        isAnimated;

    static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    byte[]? profile;
    SKEncodedOrigin origin = SKEncodedOrigin.TopLeft;

    PngFile() { }

    public static readonly ImageFormat Format = new("PNG", "image/png", [".png"], Is, Read);

    static bool Is(ReadOnlySpan<byte> encoded) => encoded.StartsWith(Signature);

    /// <returns>with the orientation, which Skia does not read</returns>
    /// <exception cref="ImageException">
    /// Too much is asked for, or a chunk that says how the pixels are to be shown is damaged or not understood.
    /// </exception>
    static ImageHeader Read(byte[] encoded, ImageLimits limits)
    {
        var (file, beforePixels) = (new PngFile(), true);
        for (ReadOnlySpan<byte> rest = encoded.AsSpan(Signature.Length); rest.Length >= 12; )
        {
            var length = Number(rest);
            var type = rest.Slice(4, 4);
            if (type.SequenceEqual("IHDR"u8) && rest.Length >= 16)
                limits.CheckSize(Number(rest[8..]), Number(rest[12..]));
            if (length > rest.Length - 12 || type.SequenceEqual("IEND"u8))
                break;
            var body = rest.Slice(8, (int)length);
            beforePixels &= !type.SequenceEqual("IDAT"u8);
            if (type.SequenceEqual("eXIf"u8))
                file.origin = ExifOrientation.Of(Checked(type, body, rest));
            else if (beforePixels)
                file.ReadHeader(type, body, rest);
            rest = rest[(12 + (int)length)..];
        }
        if (file.isAnimated)
            throw ImageException.Animated();
        if (file.profile is not null && !file.hasCicp)
            IccProfile.Check(file.profile, file.isColour ? "RGB "u8 : "GRAY"u8);
        var isOther = file.profile is not null || (!file.hasSrgb && (file.hasOtherGamma || file.hasOtherPrimaries));
        return new(encoded) { Origin = file.origin, NeedsConversion = isOther && !file.hasCicp };
    }

    void ReadHeader(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> chunk)
    {
        if (type.SequenceEqual("IHDR"u8) && body.Length == 13)
            isColour = (body[9] & 2) != 0;
        else if (type.SequenceEqual("sRGB"u8))
            hasSrgb = true;
        else if (type.SequenceEqual("acTL"u8) && body.Length == 8)
            isAnimated = Number(Checked(type, body, chunk)) > 1;
        else if (type.SequenceEqual("iCCP"u8))
            profile = profile is null ? Inflate(Checked(type, body, chunk)) : throw ImageException.Damaged();
        else if (type.SequenceEqual("gAMA"u8) && body.Length == 4)
            hasOtherGamma = Differs(Number(Checked(type, body, chunk)), SrgbGamma, GammaTolerance);
        else if (type.SequenceEqual("cHRM"u8) && body.Length == 32)
            for (var i = 0; i < SrgbChromaticities.Length; i++)
            {
                var value = Number(Checked(type, body, chunk)[(4 * i)..]);
                hasOtherPrimaries |= Differs(value, SrgbChromaticities[i], ChromaticityTolerance);
            }
        else if (type.SequenceEqual("cICP"u8))
            hasCicp = Checked(type, body, chunk) is [SrgbPrimaries, SrgbTransfer, 0, 1]
                ? true
                : throw new ImageException("the image's colours are not sRGB's (cICP): save the image as sRGB");
    }

    static uint Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    static bool Differs(uint value, uint from, uint tolerance) => Math.Abs((long)value - from) > tolerance;

    /// <summary>The chunk's data, compared with their check sum.</summary>
    static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> chunk)
    {
        var sum = Crc32.HashToUInt32(chunk.Slice(4, type.Length + body.Length));
        return sum == Number(chunk[(8 + body.Length)..]) ? body : throw ImageException.Damaged();
    }

    static byte[] Inflate(ReadOnlySpan<byte> body)
    {
        var name = body.IndexOf((byte)0);
        if (name < 0 || name + 2 > body.Length)
            throw IccProfile.Unusable("it is damaged");
        using var deflated = new ZLibStream(new MemoryStream(body[(name + 2)..].ToArray()), CompressionMode.Decompress);
        var profile = new byte[MaxProfile + 1];
        try
        {
            var length = deflated.ReadAtLeast(profile, profile.Length, throwOnEndOfStream: false);
            if (length > MaxProfile)
                throw IccProfile.Unusable($"it takes more than {MaxProfile:N0} bytes");
            if (length < 4 || Number(profile) != length)
                throw IccProfile.Unusable("it is damaged");
            return profile[..length];
        }
        catch (InvalidDataException)
        {
            throw IccProfile.Unusable("it is damaged");
        }
    }
}
