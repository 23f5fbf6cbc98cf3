using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;
using static Platform.Fixtures.TestImages;
using static Platform.Shared.Tests.Imaging.ImageParts;

namespace Platform.Shared.Tests.Imaging;

/// <summary>A file of which a part is missing gives its whole picture or none.</summary>
public sealed class CutImagesTests
{
    static byte[] Decode(byte[] encoded) => ImageDecoder.Decode(encoded, int.MaxValue).Rgb;

    static string Refusal(byte[] encoded) => Assert.Throws<ImageException>(() => Decode(encoded)).Message;

    static byte[] Whole(string name) =>
        name switch
        {
            "baseline.jpg" => Encode(SKEncodedImageFormat.Jpeg, 60, 45, Gradient),
            "plain.png" => Encode(SKEncodedImageFormat.Png, 60, 45, Gradient),
            "lossy.webp" => Encode(SKEncodedImageFormat.Webp, 60, 45, Gradient, 80),
            "lossless.webp" => Encode(SKEncodedImageFormat.Webp, 60, 45, Gradient, 100),
            "alpha.webp" => Encode(
                SKEncodedImageFormat.Webp,
                60,
                45,
                (x, y) => Gradient(x, y).WithAlpha((byte)(4 * x)),
                80
            ),
            _ => Read(name),
        };

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("restarts.jpg")]
    [InlineData("three-scans.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("progressive-grey.jpg")]
    [InlineData("progressive-restarts.jpg")]
    [InlineData("progressive-cmyk.jpg")]
    [InlineData("plain.png")]
    [InlineData("interlaced.png")]
    [InlineData("lossy.webp")]
    [InlineData("lossless.webp")]
    [InlineData("alpha.webp")]
    [InlineData("run-lengths.bmp")]
    public void Decode_OfACutFile_GivesNoOtherPicture(string name)
    {
        var file = Whole(name);
        var picture = Decode(file);
        foreach (var percent in (int[])[5, 20, 50, 70])
            Refusal(file[..(file.Length * percent / 100)]);
        int[] lengths =
        [
            .. Enumerable.Range(10, 50).Select(i => i * file.Length / 60),
            .. Enumerable.Range(file.Length - 40, 40),
        ];
        foreach (var length in lengths)
            try
            {
                Assert.Equal(picture, Decode(file[..length]));
            }
            catch (ImageException) { }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(98)]
    public void Decode_OfACutProgressiveJpeg_SaysThatItIsCutShort(int percent)
    {
        var file = Read("progressive.jpg");
        Assert.Equal("the image is cut short", Refusal(file[..(file.Length * percent / 100)]));
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("restarts.jpg")]
    [InlineData("three-scans.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("progressive-restarts.jpg")]
    public void Decode_OfAJpegThatLacksItsEndMarkerAlone_GivesThePicture(string name)
    {
        var file = Whole(name);
        Assert.Equal([0xFF, 0xD9], file[^2..]);
        Assert.Equal(Decode(file), Decode(file[..^2]));
        Assert.Equal(Decode(file), Decode(file[..^1]));
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("restarts.jpg")]
    [InlineData("three-scans.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("progressive-grey.jpg")]
    [InlineData("progressive-restarts.jpg")]
    public void Decode_OfAJpegThatWasCutAndClosed_IsRefused(string name)
    {
        var file = Whole(name);
        foreach (var percent in (int[])[70, 80, 90]) // in the last unit a part may lack unseen
            Refusal([.. file[..(file.Length * percent / 100)].AsSpan().TrimEnd((byte)0xFF), 0xFF, 0xD9]);
    }

    [Fact]
    public void Decode_OfAProgressiveJpegCutBetweenTwoScans_IsRefused()
    {
        var file = Read("progressive.jpg");
        var scans = Enumerable.Range(0, file.Length - 1).Where(i => file[i] == 0xFF && file[i + 1] == 0xDA).ToArray();
        Assert.True(scans.Length > 5);
        foreach (var scan in scans)
            Assert.Equal("the image is cut short", Refusal([.. file[..scan], 0xFF, 0xD9]));
    }

    [Theory]
    [InlineData("restarts.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("progressive-restarts.jpg")]
    public void Decode_OfAJpegWithAHole_IsRefused(string name)
    {
        var file = Read(name);
        Refusal([.. file[..(file.Length * 2 / 3)], .. file[(file.Length * 2 / 3 + 40)..]]);
        byte[] zeros = [.. file];
        zeros.AsSpan(file.Length * 2 / 3, 60).Clear();
        Refusal(zeros);
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("progressive.jpg")]
    public void Decode_OfAJpegWhoseTailIsZeros_IsRefused(string name)
    {
        byte[] file = Whole(name);
        file.AsSpan(file.Length * 3 / 4).Clear();
        Refusal(file);
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("progressive.jpg")]
    public void Decode_OfAJpegWithOthersInAndBehindIt_GivesTheFirst(string name)
    {
        var file = Whole(name);
        var thumbnail = Encode(SKEncodedImageFormat.Jpeg, 8, 8, (_, _) => SKColors.Red, 50);
        byte[] segment = [0xFF, 0xE1, (byte)((thumbnail.Length + 2) >> 8), (byte)(thumbnail.Length + 2), .. thumbnail];
        byte[] several = [.. file[..2], .. segment, .. file[2..^2], 0xFF, 0xFF, 0xFF, 0xD9, .. thumbnail, 1, 2, 3];
        Assert.Equal(Decode(file), Decode(several));
        Refusal([.. several[..(several.Length - thumbnail.Length - 60)], 0xFF, 0xD9]);
    }

    [Fact]
    public void Decode_OfAJpegOfManyScans_IsRefusedWithoutDecodingThem()
    {
        var file = Read("progressive-grey.jpg");
        var last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] bomb = [.. file[..^2], .. Enumerable.Repeat(file[last..^2], 2_000).SelectMany(s => s), 0xFF, 0xD9];
        Assert.Equal("the image data are damaged", Refusal(bomb));
    }

    [Fact]
    public void Decode_OfDamagedFiles_GivesAPictureOrOneKindOfError()
    {
        string[] names =
        [
            "baseline.jpg",
            "restarts.jpg",
            "three-scans.jpg",
            "progressive.jpg",
            "progressive-restarts.jpg",
            "progressive-cmyk.jpg",
            "interlaced.png",
        ];
        var (seeds, pictures, limits) = (names.Select(Whole).ToArray(), 0, new ImageLimits { MaxPixels = 1 << 20 });
        for (var number = 0; number < 4000; number++)
        {
            var random = new Random(number);
            byte[] bytes = [.. seeds[number % seeds.Length]];
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var at = random.Next(2, bytes.Length);
                if (random.Next(8) == 0)
                    bytes = bytes[..at];
                else if (random.Next(8) == 0)
                    bytes = [.. bytes[..at], .. bytes.Skip(at + random.Next(60))];
                else
                    bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)0xFF;
                if (bytes.Length < 4)
                    break;
            }
            try
            {
                var image = ImageDecoder.Decode(bytes, 16, limits);
                Assert.Equal(image.Width * image.Height * 3, image.Rgb.Length);
                pictures++;
            }
            catch (ImageException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
        Assert.InRange(pictures, 100, 3900);
    }
}
