using Platform.Shared.Imaging;
using SkiaSharp;
using static Platform.Fixtures.TestImages;
using static Platform.Shared.Tests.Imaging.ImageParts;

namespace Platform.Shared.Tests.Imaging;

/// <summary>How a picture becomes a square: by hand, and against pictures that are cut and padded.</summary>
public sealed class FitTests
{
    /// <summary>Grey pixels, one level each, row by row.</summary>
    static PixelImage Grey(int width, params byte[] levels) =>
        new([.. levels.SelectMany(l => new[] { l, l, l })], width, levels.Length / width);

    static byte[] Levels(PixelImage image, int side, Fit fit) =>
        [.. Preprocessing.Square(image, new(side, fit)).Where((_, i) => i % 3 == 0)];

    static PixelImage Noise(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        new Random(width * 1000 + height).NextBytes(rgb);
        return new(rgb, width, height);
    }

    [Fact]
    public void Centre_TakesTheSquareInTheMiddle() =>
        Assert.Equal([20, 30, 60, 70], Levels(Grey(4, 10, 20, 30, 40, 50, 60, 70, 80), 2, Fit.Centre));

    /// <summary>The middle two of five columns are halves of three: (20 + 30) / 2 and (30 + 40) / 2.</summary>
    [Fact]
    public void Centre_OfAnOddRest_TakesHalfAPixelOnBothSides() =>
        Assert.Equal([25, 35, 75, 85], Levels(Grey(5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100), 2, Fit.Centre));

    [Fact]
    public void Centre_OfAHighPicture_LeavesOutTopAndBottom() =>
        Assert.Equal([30, 40, 50, 60], Levels(Grey(2, 10, 20, 30, 40, 50, 60, 70, 80), 2, Fit.Centre));

    [Fact]
    public void Pad_RepeatsTheEdge() =>
        Assert.Equal(
            [10, 20, 30, 40, 10, 20, 30, 40, 50, 60, 70, 80, 50, 60, 70, 80],
            Levels(Grey(4, 10, 20, 30, 40, 50, 60, 70, 80), 4, Fit.Pad)
        );

    /// <summary>Two rows in the middle of three: the border between them halves the middle one.</summary>
    [Fact]
    public void Pad_OfAnOddRest_AddsHalfAPixelOnBothSides() =>
        Assert.Equal([10, 20, 30, 25, 35, 45, 40, 50, 60], Levels(Grey(3, 10, 20, 30, 40, 50, 60), 3, Fit.Pad));

    [Fact]
    public void Pad_OfARow_IsTheRowAllOver() =>
        Assert.Equal([10, 20, 10, 20], Levels(Grey(4, 5, 15, 15, 25), 2, Fit.Pad));

    /// <summary>Each pixel twice both ways, so that halves are whole; cut or padded by pixels, then squashed.</summary>
    static byte[] Reference(PixelImage image, int side, Fit fit)
    {
        var square = 2 * (fit == Fit.Pad ? Math.Max(image.Width, image.Height) : Math.Min(image.Width, image.Height));
        var rgb = new byte[square * square * 3];
        var (left, top) = ((2 * image.Width - square) / 2, (2 * image.Height - square) / 2);
        for (var y = 0; y < square; y++)
        for (var x = 0; x < square; x++)
        {
            var (fromX, fromY) = (
                Math.Clamp(x + left, 0, 2 * image.Width - 1) / 2,
                Math.Clamp(y + top, 0, 2 * image.Height - 1) / 2
            );
            image.Rgb.AsSpan((fromY * image.Width + fromX) * 3, 3).CopyTo(rgb.AsSpan((y * square + x) * 3));
        }
        return AreaAverage.Resize(new(rgb, square, square), side, side);
    }

    [Theory]
    [InlineData(60, 45, 16)]
    [InlineData(45, 60, 16)]
    [InlineData(61, 44, 16)]
    [InlineData(37, 53, 15)]
    [InlineData(9, 4, 16)] // enlarges
    [InlineData(50, 3, 8)] // most of the square lies beside the picture
    [InlineData(20, 20, 7)]
    public void Square_EqualsThatOfAPictureCutOrPaddedByHand(int width, int height, int side)
    {
        var image = Noise(width, height);
        foreach (var fit in new[] { Fit.Centre, Fit.Pad })
            Assert.Equal(Reference(image, side, fit), Preprocessing.Square(image, new(side, fit)));
    }

    /// <summary>A square has nothing to cut or to pad.</summary>
    [Fact]
    public void Square_OfASquare_IsTheSameByEveryFit()
    {
        var image = Noise(31, 31);
        foreach (var fit in Enum.GetValues<Fit>())
            Assert.Equal(AreaAverage.Resize(image, 16, 16), Preprocessing.Square(image, new(16, fit)));
    }

    public static TheoryData<Fit, byte> Turned()
    {
        var all = new TheoryData<Fit, byte>();
        foreach (var fit in Enum.GetValues<Fit>())
            for (byte orientation = 1; orientation <= 8; orientation++)
                all.Add(fit, orientation);
        return all;
    }

    /// <summary>The picture is turned last, to the same bits as one that was turned first.</summary>
    [Theory]
    [MemberData(nameof(Turned))]
    public void Square_OfATurnedFile_IsThatOfTheUprightPicture(Fit fit, byte orientation)
    {
        foreach (var (width, height) in new[] { (40, 30), (41, 30), (30, 41) })
        {
            var png = Encode(SKEncodedImageFormat.Png, width, height, Gradient);
            var file = WithPngChunk(png, PngChunk("eXIf", Exif(orientation)));
            var upright = ImageDecoder.Decode(file, int.MaxValue);
            Assert.Equal(orientation >= 5, upright.Width == height && upright.Height == width);
            Assert.Equal(Preprocessing.Square(upright, new(16, fit)), Preprocessing.Square(file, new(16, fit)));
        }
    }

    /// <summary>A large JPEG is decoded at a part of its size, to nearly the same square.</summary>
    [Theory]
    [InlineData(Fit.Squash)]
    [InlineData(Fit.Centre)]
    [InlineData(Fit.Pad)]
    public void Square_OfALargeJpeg_IsCloseToThatOfAllItsPixels(Fit fit)
    {
        var jpeg = Encode(
            SKEncodedImageFormat.Jpeg,
            640,
            480,
            (x, y) => new((byte)(60 + x / 5), (byte)(200 - y / 4), (byte)(100 + (x + y) / 16)),
            95
        );
        var whole = Preprocessing.Square(ImageDecoder.Decode(jpeg, int.MaxValue), new(32, fit));
        Assert.All(whole.Zip(Preprocessing.Square(jpeg, new(32, fit))), p => Assert.InRange(p.First - p.Second, -2, 2));
    }

    /// <summary>A tenth more blue, clipped nowhere: the square keeps its colour, and is little brighter.</summary>
    [Fact]
    public void ShadesOfGrey_OfABlueCast_GivesNearlyTheSameSquare()
    {
        byte[] Photograph(double blue) =>
            Encode(
                SKEncodedImageFormat.Png,
                64,
                48,
                (x, y) =>
                {
                    var dark = (x - 32) * (x - 32) + (y - 24) * (y - 24) < 300 ? 0.45 : 1;
                    return new(
                        (byte)Math.Round(dark * (200 - x / 4)),
                        (byte)Math.Round(dark * (150 + y / 4)),
                        (byte)Math.Round(blue * dark * (130 + x / 4))
                    );
                }
            );
        double[] Change(ColourConstancy colour)
        {
            var spec = new PreprocessingSpec(16, Fit.Centre, colour);
            var (plain, cast) = (
                Preprocessing.Square(Photograph(1), spec),
                Preprocessing.Square(Photograph(1.1), spec)
            );
            return
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(c => cast.Where((_, i) => i % 3 == c).Average(v => v))
                    .Zip(Enumerable.Range(0, 3).Select(c => plain.Where((_, i) => i % 3 == c).Average(v => v)))
                    .Select(m => m.First / m.Second),
            ];
        }
        var (left, taken) = (Change(ColourConstancy.None), Change(ColourConstancy.ShadesOfGrey));
        Assert.InRange(left.Max() / left.Min(), 1.095, 1.105);
        Assert.InRange(taken.Max() / taken.Min(), 1, 1.005);
        Assert.All(taken, change => Assert.InRange(change, 0.99, 1.04));
    }
}
