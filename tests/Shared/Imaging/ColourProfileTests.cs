using System.Buffers.Binary;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;
using static Platform.Fixtures.TestImages;
using static Platform.Shared.Tests.Imaging.ImageParts;

namespace Platform.Shared.Tests.Imaging;

public sealed class ColourProfileTests
{
    static readonly SKColor[] Colours = [new(200, 100, 50), new(180, 140, 120), new(60, 90, 200), new(250, 250, 250)];

    // Colours by LittleCMS 2.14, relative colorimetric, from Display P3 and Adobe RGB (1998) to sRGB.
    static readonly byte[] FromDisplayP3 = [215, 93, 31, 188, 138, 117, 50, 91, 207, 250, 250, 250];
    static readonly byte[] FromAdobe = [227, 100, 42, 195, 141, 120, 36, 90, 204, 250, 250, 250];

    static readonly byte[] DisplayP3 = Profile(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
    static readonly byte[] Adobe = Profile(SKColorSpaceTransferFn.TwoDotTwo, SKColorSpaceXyz.AdobeRgb);

    /// <summary>sRGB with red and green exchanged.</summary>
    static readonly byte[] Swapped = Profile(SKColorSpaceTransferFn.Srgb, Exchange(SKColorSpaceXyz.Srgb));

    static SKColorSpaceXyz Exchange(SKColorSpaceXyz of) =>
        new(of[1, 0], of[0, 0], of[2, 0], of[1, 1], of[0, 1], of[2, 1], of[1, 2], of[0, 2], of[2, 2]);

    /// <summary>Four areas of 16 x 16 pixels.</summary>
    static byte[] Areas(SKEncodedImageFormat format) => Encode(format, 64, 16, (x, _) => Colours[x / 16], 100);

    static byte[] With(string format, byte[] profile) =>
        format switch
        {
            "png" => WithPngChunk(WithoutPngChunk(Areas(SKEncodedImageFormat.Png), "sRGB"), PngProfile(profile)),
            "webp" => ExtendedWebp(Areas(SKEncodedImageFormat.Webp), 64, 16, 0x20, profile),
            "jpeg" => WithJpegProfile(Areas(SKEncodedImageFormat.Jpeg), profile),
            _ => WithJpegProfile(Areas(SKEncodedImageFormat.Jpeg), profile, segments: 3),
        };

    static byte[] Decode(byte[] file) => ImageDecoder.Decode(file, int.MaxValue).Rgb;

    static string Refusal(byte[] file) => Assert.Throws<ImageException>(() => Decode(file)).Message;

    static byte[] WithChunks(byte[] png, params byte[][] chunks) => chunks.Aggregate(png, (p, c) => WithPngChunk(p, c));

    /// <summary>The middles of the four areas.</summary>
    static byte[] Middles(byte[] file)
    {
        var image = ImageDecoder.Decode(file, int.MaxValue);
        return [.. Enumerable.Range(0, 4).SelectMany(i => image.Rgb.Skip((8 * 64 + 16 * i + 8) * 3).Take(3))];
    }

    static void Near(byte[] expected, byte[] actual, int tolerance) =>
        Assert.All(expected.Zip(actual), p => Assert.InRange(p.Second, p.First - tolerance, p.First + tolerance));

    [Theory]
    [InlineData("png", 1)]
    [InlineData("webp", 1)]
    [InlineData("jpeg", 3)]
    [InlineData("jpeg, three segments", 3)]
    public void Decode_ConvertsToSrgbByTheProfile(string format, int tolerance)
    {
        Near(FromDisplayP3, Middles(With(format, DisplayP3)), tolerance);
        Near(FromAdobe, Middles(With(format, Adobe)), tolerance);
        byte[] exchanged = [.. Colours.SelectMany(c => (byte[])[c.Green, c.Red, c.Blue])];
        Near(exchanged, Middles(With(format, Swapped)), tolerance);
    }

    [Theory]
    [InlineData("png", SKEncodedImageFormat.Png)]
    [InlineData("webp", SKEncodedImageFormat.Webp)]
    [InlineData("jpeg", SKEncodedImageFormat.Jpeg)]
    public void Decode_WithTheProfileOfSrgb_ChangesNoBit(string format, SKEncodedImageFormat plain) =>
        Assert.Equal(Decode(Areas(plain)), Decode(With(format, Srgb())));

    /// <summary>The exchange of <see cref="Swapped"/> undone, since Skia writes no profile for sRGB.</summary>
    static byte[] Srgb()
    {
        byte[] profile = [.. Swapped];
        var (red, green) = (profile.AsSpan().IndexOf("rXYZ"u8), profile.AsSpan().IndexOf("gXYZ"u8));
        (profile[red], profile[green]) = ((byte)'g', (byte)'r');
        return profile;
    }

    [Fact]
    public void Decode_OfAScaledJpeg_ConvertsToo()
    {
        var file = WithJpegProfile(Encode(SKEncodedImageFormat.Jpeg, 160, 160, (_, _) => Colours[0], 100), DisplayP3);
        var image = ImageDecoder.Decode(file, 16);
        Assert.Equal(40, image.Width);
        Near(FromDisplayP3[..3], image.Rgb[..3], 3);
    }

    [Fact]
    public void Decode_ConvertsBeforeTransparencyIsLaidOverWhite()
    {
        var half = Encode(SKEncodedImageFormat.Png, 4, 4, (_, _) => Colours[0].WithAlpha(128));
        var file = WithPngChunk(WithoutPngChunk(half, "sRGB"), PngProfile(DisplayP3));
        Near([.. FromDisplayP3[..3].Select(c => (byte)((c * 128 + 255 * 127) / 255))], Decode(file)[..3], 2);
    }

    [Fact]
    public void Decode_OfAGreyJpegWithAProfileForColours_IsRead() =>
        Assert.Equal(60 * 45 * 3, Decode(WithJpegProfile(Read("progressive-grey.jpg"), DisplayP3)).Length);

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("jpeg")]
    public void Decode_WithAProfileThatCannotBeUsed_IsRefused(string format)
    {
        byte[] Changed(Action<byte[]> change)
        {
            byte[] profile = [.. DisplayP3];
            change(profile);
            return profile;
        }

        foreach (
            var (profile, reason) in ((byte[], string)[])
                [
                    (DisplayP3[..200], "it is damaged"),
                    (Changed(p => p[36] ^= 1), "it is damaged"), // its signature
                    (Changed(p => "GRAY"u8.CopyTo(p.AsSpan(16))), "it is for another kind of image"),
                    (Changed(p => "CMYK"u8.CopyTo(p.AsSpan(16))), "it is for another kind of image"),
                    (Changed(p => "link"u8.CopyTo(p.AsSpan(12))), "it does not describe an image"),
                    (Changed(p => p[p.AsSpan().IndexOf("rTRC"u8)] = (byte)'x'), "it is of a kind that is not read"),
                    (Changed(p => p[p.AsSpan().IndexOf("gXYZ"u8)] = (byte)'x'), "it is of a kind that is not read"),
                ]
        )
            Assert.Equal(
                $"the image's colour profile cannot be used ({reason}): save the image as sRGB",
                Refusal(With(format, profile))
            );
    }

    [Fact]
    public void Decode_OfAJpegThatLacksAPartOfItsProfile_IsRefused()
    {
        var file = With("jpeg, three segments", DisplayP3);
        var second = file.AsSpan(20).IndexOf("ICC_PROFILE"u8) + 20 - 4;
        var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(second + 2));
        byte[] without = [.. file[..second], .. file[(second + length)..]];
        Assert.Contains("(it is incomplete)", Refusal(without));
    }

    [Fact]
    public void Decode_OfAProfileThatInflatesTooFar_IsRefused() =>
        Assert.Contains("more than 4,194,304 bytes", Refusal(With("png", new byte[5 << 20])));

    [Fact]
    public void Decode_OfAPngWithTwoProfiles_InflatesOne() =>
        Assert.Equal("the image data are damaged", Refusal(WithChunks(With("png", DisplayP3), PngProfile(DisplayP3))));

    static byte[] Chunk(string type, params uint[] values)
    {
        var data = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4 * i), values[i]);
        return PngChunk(type, data);
    }

    static readonly byte[] Plain = WithoutPngChunk(Areas(SKEncodedImageFormat.Png), "sRGB");
    static readonly byte[] SrgbChromaticities = Chunk("cHRM", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000);
    static readonly byte[] P3Chromaticities = Chunk("cHRM", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000);

    [Fact]
    public void Decode_OfAPngThatNamesSrgbByItsGammaAndChromaticities_ChangesNoBit() =>
        Assert.Equal(Decode(Plain), Decode(WithChunks(Plain, SrgbChromaticities, Chunk("gAMA", 45455))));

    [Fact]
    public void Decode_OfAPngWithOtherGammaOrChromaticities_Converts()
    {
        Near(FromDisplayP3, Middles(WithPngChunk(Plain, P3Chromaticities)), 1);
        // Linear light: 200 / 255 is 0.784, of which sRGB's curve makes 229.
        Assert.InRange(Middles(WithPngChunk(Plain, Chunk("gAMA", 100_000)))[0], 228, 230);
        Assert.Equal(Decode(Plain), Decode(WithChunks(Plain, Chunk("gAMA", 100_000), PngChunk("sRGB", 0))));
    }

    [Fact]
    public void Decode_OfAPngWithCodePoints_GoesByThem()
    {
        var p3 = WithPngChunk(Plain, PngProfile(DisplayP3));
        Assert.Equal(Decode(Plain), Decode(WithPngChunk(p3, PngChunk("cICP", 1, 13, 0, 1))));
        Assert.Contains("cICP", Refusal(WithPngChunk(Plain, PngChunk("cICP", 9, 16, 0, 1))));
    }

    [Fact]
    public void Decode_OfAnAnimation_IsRefused()
    {
        byte[] animated = WithPngChunk(Plain, PngChunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0));
        Assert.Equal("the image is animated: save one of its pictures", Refusal(animated));
        Assert.Equal(Decode(Plain), Decode(WithPngChunk(Plain, PngChunk("acTL", 0, 0, 0, 1, 0, 0, 0, 0))));

        byte[] picture = Areas(SKEncodedImageFormat.Webp)[12..];
        byte[] frame = WebpChunk("ANMF", [0, 0, 0, 0, 0, 0, 63, 0, 0, 15, 0, 0, 100, 0, 0, 0, .. picture]);
        byte[] head =
        [
            .. WebpChunk("VP8X", [2, 0, 0, 0, 63, 0, 0, 15, 0, 0]),
            .. WebpChunk("ANIM", [255, 255, 255, 255, 0, 0]),
        ];
        Assert.Equal("the image is animated: save one of its pictures", Refusal(Riff([.. head, .. frame, .. frame])));
        Assert.Equal(Decode(Areas(SKEncodedImageFormat.Webp)), Decode(Riff([.. head, .. frame])));
    }

    [Fact]
    public void Decode_OfABmpWithAProfile_IsRefused()
    {
        var bmp = new byte[14 + 124 + 4];
        "BM"u8.CopyTo(bmp);
        foreach (var (at, value) in new[] { (2, bmp.Length), (10, 138), (14, 124), (18, 1), (22, 1), (34, 4) })
            BitConverter.TryWriteBytes(bmp.AsSpan(at), value);
        (bmp[26], bmp[28]) = (1, 24);
        "BGRs"u8.CopyTo(bmp.AsSpan(70));
        Assert.Equal(3, Decode(bmp).Length);
        "DEBM"u8.CopyTo(bmp.AsSpan(70));
        Assert.Contains("a BMP's is not read", Refusal(bmp));
    }
}
