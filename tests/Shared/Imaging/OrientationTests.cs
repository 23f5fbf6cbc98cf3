using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;
using static Platform.Fixtures.TestImages;
using static Platform.Shared.Tests.Imaging.ImageParts;

namespace Platform.Shared.Tests.Imaging;

public sealed class OrientationTests
{
    const int Width = 64,
        Height = 32;

    /// <summary>Where the EXIF orientations put the stored top-left corner: right, down.</summary>
    static readonly (bool Right, bool Down)[] Corners =
    [
        (false, false),
        (true, false),
        (true, true),
        (false, true),
        (false, false),
        (true, false),
        (true, true),
        (false, true),
    ];

    // Red in the stored top-left corner.
    static byte[] Stored(SKEncodedImageFormat format) =>
        Encode(format, Width, Height, (x, y) => x < 16 && y < 16 ? SKColors.Red : SKColors.White, 100);

    static readonly string[] Kinds =
    [
        "jpeg",
        "webp",
        "png",
        "png, behind the pixels",
        "png, little-endian",
        "png, with JPEG's prefix",
    ];

    static readonly byte[] StoredPng = Stored(SKEncodedImageFormat.Png);

    public static TheoryData<string, byte> All()
    {
        var all = new TheoryData<string, byte>();
        foreach (var kind in Kinds)
            for (byte orientation = 1; orientation <= 8; orientation++)
                all.Add(kind, orientation);
        return all;
    }

    static byte[] Oriented(string kind, byte orientation) =>
        kind switch
        {
            "jpeg" => WithOrientation(Stored(SKEncodedImageFormat.Jpeg), orientation),
            "webp" => ExtendedWebp(Stored(SKEncodedImageFormat.Webp), Width, Height, 8, exif: Exif(orientation)),
            "png" => Png(Exif(orientation)),
            "png, behind the pixels" => Png(Exif(orientation), behindPixels: true),
            "png, little-endian" => Png(Exif(orientation, little: true)),
            _ => Png([.. "Exif\0\0"u8, .. Exif(orientation)]),
        };

    static byte[] Png(byte[] exif, bool behindPixels = false) =>
        WithPngChunk(StoredPng, PngChunk("eXIf", exif), behindPixels);

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_TurnsThePictureUpright(string kind, byte orientation)
    {
        var file = Oriented(kind, orientation);
        var image = ImageDecoder.Decode(file, int.MaxValue);
        Assert.Equal(orientation >= 5 ? (Height, Width) : (Width, Height), (image.Width, image.Height));
        Assert.Equal((image.Width, image.Height), ImageDecoder.UprightSize(file));
        var corner = Corners[orientation - 1];
        foreach (var (right, down) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            var (x, y) = (right ? image.Width - 5 : 4, down ? image.Height - 5 : 4);
            var green = image.Rgb[(y * image.Width + x) * 3 + 1];
            Assert.Equal((right, down) == corner, green < 40);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Decode_OfAnOrientationThatIsNone_LeavesThePicture(byte orientation) =>
        Assert.Equal((Width, Height), ImageDecoder.UprightSize(Oriented("png", orientation)));

    [Fact]
    public void Decode_OfDamagedExif_IsRefusedByItsCheckSumAlone()
    {
        byte[] exif = [.. Exif(6)];
        for (var cut = 0; cut < exif.Length; cut++)
            ImageDecoder.UprightSize(Png(exif[..cut]));
        var file = Png(exif);
        file[33 + 8 + exif.Length] ^= 1; // of the check sum
        Assert.Throws<ImageException>(() => ImageDecoder.UprightSize(file));
    }
}
