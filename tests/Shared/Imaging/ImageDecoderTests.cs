using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;
using static Platform.Fixtures.TestImages;

namespace Platform.Shared.Tests.Imaging;

public sealed class ImageDecoderTests
{
    static string Refusal(byte[] encoded, ImageLimits? limits = null) =>
        Assert.Throws<ImageException>(() => ImageDecoder.Decode(encoded, 32, limits)).Message;

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void Decode_ReadsTheAllowedFormats(SKEncodedImageFormat format)
    {
        var image = ImageDecoder.Decode(Encode(format, 40, 30, (_, _) => new SKColor(200, 100, 50), 100), 32);
        Assert.Equal((40, 30), (image.Width, image.Height));
        Assert.InRange(image.Rgb[0], 196, 204);
        Assert.InRange(image.Rgb[1], 96, 104);
        Assert.InRange(image.Rgb[2], 46, 54);
    }

    [Fact]
    public void Decode_OfPng_IsExact()
    {
        var image = ImageDecoder.Decode(Encode(SKEncodedImageFormat.Png, 40, 30, Gradient), 32);
        for (var y = 0; y < 30; y++)
        for (var x = 0; x < 40; x++)
            Assert.Equal(
                Gradient(x, y),
                new SKColor(
                    image.Rgb[(y * 40 + x) * 3],
                    image.Rgb[(y * 40 + x) * 3 + 1],
                    image.Rgb[(y * 40 + x) * 3 + 2]
                )
            );
    }

    [Fact]
    public void Decode_LaysTransparencyOverWhite()
    {
        var image = ImageDecoder.Decode(Encode(SKEncodedImageFormat.Png, 4, 4, (_, _) => new SKColor(0, 0, 0, 0)), 4);
        Assert.All(image.Rgb, b => Assert.Equal(255, b));
    }

    [Theory]
    [InlineData(600, 450, 48, 150)] // 1/4: 150 x 113
    [InlineData(600, 450, 64, 300)] // 1/4 would leave 113, below 2 x 64
    [InlineData(200, 150, 96, 200)] // 1/2 would leave 75
    public void Decode_ScalesAJpeg_NeverBelowTwiceTheSide(int width, int height, int side, int decoded) =>
        Assert.Equal(
            decoded,
            ImageDecoder.Decode(Encode(SKEncodedImageFormat.Jpeg, width, height, Gradient), side).Width
        );

    [Fact]
    public void Decode_OfAnEmptyFile_SaysSo() => Assert.Equal("the file is empty", Refusal([]));

    [Fact]
    public void Decode_OfText_SaysWhatIsAccepted() =>
        Assert.Contains("not a JPEG, PNG, WebP or BMP", Refusal("this is no picture"u8.ToArray()));

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    public void Decode_OfATruncatedFile_SaysSo(SKEncodedImageFormat format)
    {
        var whole = Encode(format, 200, 150, Gradient);
        Assert.Equal("the image is cut short", Refusal(whole[..(whole.Length / 2)]));
    }

    [Fact]
    public void Decode_OfEveryTruncation_ThrowsOneKindOfError()
    {
        var whole = Encode(SKEncodedImageFormat.Jpeg, 64, 48, Gradient);
        for (var length = 0; length < whole.Length - 2; length += 7)
            Refusal(whole[..length]);
    }

    [Fact]
    public void Decode_OfAHeaderThatClaimsTooMuch_IsRefusedBeforeDecoding() =>
        Assert.Equal("64,000 x 64,000 pixels; the limit is 50,000,000 in all", Refusal(PngHeader(64_000, 64_000)));

    [Fact]
    public void Decode_OfTooManyBytes_IsRefused() =>
        Assert.Contains("the limit is 100", Refusal(new byte[101], new ImageLimits { MaxBytes = 100 }));

    [Fact]
    public void Decode_OfTooManyPixels_IsRefused() =>
        Assert.Contains(
            "the limit is 99",
            Refusal(Encode(SKEncodedImageFormat.Jpeg, 10, 10, Gradient), new ImageLimits { MaxPixels = 99 })
        );

    [Fact]
    public void Decode_OfAGif_SaysWhatIsAccepted()
    {
        byte[] gif =
        [
            .. "GIF89a"u8,
            1,
            0,
            1,
            0,
            0x80,
            0,
            0,
            0,
            0,
            0,
            255,
            255,
            255,
            0x2C,
            0,
            0,
            0,
            0,
            1,
            0,
            1,
            0,
            0,
            2,
            2,
            0x44,
            1,
            0,
            0x3B,
        ];
        Assert.Contains("not a JPEG, PNG, WebP or BMP", Refusal(gif));
    }

    [Theory]
    [
        InlineData(1),
        InlineData(2),
        InlineData(3),
        InlineData(4),
        InlineData(5),
        InlineData(6),
        InlineData(7),
        InlineData(8)
    ]
    public void Square_IsTheAreaAverageOfTheUprightPicture(byte orientation)
    {
        var jpeg = WithOrientation(Encode(SKEncodedImageFormat.Jpeg, 131, 97, Gradient), orientation);
        Assert.Equal(AreaAverage.Resize(ImageDecoder.Decode(jpeg, 24), 24, 24), Preprocessing.Square(jpeg, new(24)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)] // not a whole number of vectors
    public void Decode_LaysHalfTransparencyOverWhite(int width, int height)
    {
        var image = ImageDecoder.Decode(
            Encode(SKEncodedImageFormat.Png, width, height, (_, _) => new SKColor(0, 0, 0, 100)),
            4
        );
        Assert.All(image.Rgb, b => Assert.Equal(155, b));
        Assert.Equal(width * height * 3, image.Rgb.Length);
    }
}
