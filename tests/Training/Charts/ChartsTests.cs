using Platform.Shared.Imaging;
using Platform.Training.Charts;

namespace Platform.Training.Tests.Charts;

public sealed class ChartsTests
{
    static readonly (int R, int G, int B) First = (0x00, 0x72, 0xB2), Second = (0xE6, 0x9F, 0x00);

    static (byte R, byte G, byte B)[] Pixels(byte[] png) =>
        [.. ImageDecoder.Decode(png, int.MaxValue).Rgb.Chunk(3).Select(p => (p[0], p[1], p[2]))];

    [Fact]
    public void Bars_AreAsHighAsTheirValues()
    {
        var pixels = Pixels(Bars.Png("t", "y", ["a"], [("one", [(10, 0)]), ("two", [(30, 2)])]));
        int Area((int R, int G, int B) colour) => pixels.Count(p => (p.R, p.G, p.B) == colour);
        Assert.InRange(Area(Second) / (double)Area(First), 2.7, 3.3);
    }

    [Fact]
    public void Bars_LeaveOutWhatIsMissing()
    {
        var pixels = Pixels(Bars.Png("t", "y", ["a", "b"], [("one", [(10, 1), (5, 1)]), ("two", [null, null])], [("line", 12)]));
        Assert.DoesNotContain(pixels, p => p == Second);
        Assert.Throws<ArgumentException>(() => Bars.Png("t", "y", ["a", "b"], [("one", [(10, 1)])]));
    }

    [Fact]
    public void Lines_DrawTextTooAndTheirBand()
    {
        (string, IReadOnlyList<(double, double, double, double)>)[] series(double band) => [("one", [(10, 1, 1 - band, 1 + band), (1000, 2, 2 - band, 2 + band)])];
        int Drawn(byte[] png) => Pixels(png).Count(p => p != ((byte)255, (byte)255, (byte)255));
        Assert.True(Drawn(Lines.Png("title", "x", "y", series(0.5), logX: true)) > 2 * Drawn(Lines.Png("title", "x", "y", series(0), logX: true)));
        Assert.True(Drawn(Lines.Png("a title of many letters", "x", "y", series(0))) > Drawn(Lines.Png("", "x", "y", series(0))) + 300);
    }

    [Fact]
    public void Confusion_DarkensTheLargerShare()
    {
        var dark = Pixels(Confusion.Png("t", ["a", "b"], [[9, 0], [0, 1]])).Count(p => p is { R: < 20, B: > 90 and < 120 });
        var light = Pixels(Confusion.Png("t", ["a", "b"], [[5, 4], [1, 1]])).Count(p => p is { R: < 20, B: > 90 and < 120 });
        Assert.True(dark > 8000 && light == 0, $"{dark}, {light}");
    }
}
