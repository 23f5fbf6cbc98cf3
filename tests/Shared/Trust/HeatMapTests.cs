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
}
