using Platform.Shared.Imaging;
using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class HeatMapTests
{
    /// <summary>
    /// A 1 x 2 map of +1 and -1 over a grey image: red on the left, blue on the right, untouched in the middle.
    /// </summary>
    [Fact]
    public void Png_PaintsForRedAndAgainstBlue()
    {
        var grey = new byte[40 * 20 * 3];
        Array.Fill(grey, (byte)128);
        var drawn = ImageDecoder.Decode(HeatMap.Png(new(grey, 40, 20), [1, -1], 1, 2), int.MaxValue);
        (int R, int G, int B) At(int x) =>
            (drawn.Rgb[(10 * 40 + x) * 3], drawn.Rgb[(10 * 40 + x) * 3 + 1], drawn.Rgb[(10 * 40 + x) * 3 + 2]);
        Assert.Equal((40, 20), (drawn.Width, drawn.Height));
        Assert.True(At(2).R > 190 && At(2).B < 80);
        Assert.True(At(37).B > 190 && At(37).R < 80);
        Assert.InRange(At(20).R, 120, 135);
        Assert.All(grey, v => Assert.Equal(128, v)); // the image itself is not painted on
    }

    /// <summary>
    /// A 2 x 1 map, +1 above -1, over an image twice as wide as high. Centre: the sides are not painted. Pad: only the
    /// middle half of the square lies on the image, and the rest of the map beside it.
    /// </summary>
    [Fact]
    public void Png_LaysTheMapWhereTheSquareWas()
    {
        var grey = new PixelImage([.. Enumerable.Repeat((byte)128, 40 * 20 * 3)], 40, 20);
        int[] Reds(Fit fit, int x)
        {
            var drawn = ImageDecoder.Decode(HeatMap.Png(grey, [1, -1], 2, 1, fit), int.MaxValue);
            return [.. new[] { 1, 9, 10, 18 }.Select(y => (int)drawn.Rgb[(y * 40 + x) * 3])];
        }
        Assert.Equal([128, 128, 128, 128], Reds(Fit.Centre, 5));
        Assert.Equal(Reds(Fit.Squash, 5), Reds(Fit.Centre, 20));
        var (whole, padded) = (Reds(Fit.Squash, 5), Reds(Fit.Pad, 5));
        Assert.True(whole[0] > 190 && whole[3] < 80);
        Assert.True(padded[0] < whole[0] && padded[0] > padded[1] && padded[2] > padded[3] && padded[3] > whole[3]);
    }
}
