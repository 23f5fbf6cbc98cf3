using Platform.Shared.Imaging;

namespace Platform.Charts.Tests;

public sealed class ChartsTests
{
    static readonly (int R, int G, int B) First = (0x00, 0x72, 0xB2),
        Second = (0xE6, 0x9F, 0x00);

    static (byte R, byte G, byte B)[] Pixels(byte[] png) =>
        [.. ImageDecoder.Decode(png, int.MaxValue).Rgb.Chunk(3).Select(p => (p[0], p[1], p[2]))];

    [Fact]
    public void Bars_AreAsHighAsTheirValues()
    {
        var pixels = Pixels(Bars.Png("t", "y", ["a"], [("one", [(10, 10, 10)]), ("two", [(30, 28, 32)])]));
        int Area((int R, int G, int B) colour) => pixels.Count(p => (p.R, p.G, p.B) == colour);
        Assert.InRange(Area(Second) / (double)Area(First), 2.7, 3.3);
    }

    [Fact]
    public void Bars_HaveErrorBarsFromTheLowToTheHighEnd()
    {
        // dark pixels of the bar's middle columns, where the error bar stands, above and below the bar's top
        (int Above, int Below) Dark((double, double, double) point)
        {
            var image = ImageDecoder.Decode(Bars.Png("", "", [""], [("one", [point])]), int.MaxValue);
            (byte R, byte G, byte B) At(int x, int y) =>
                (
                    image.Rgb[3 * (y * image.Width + x)],
                    image.Rgb[3 * (y * image.Width + x) + 1],
                    image.Rgb[3 * (y * image.Width + x) + 2]
                );
            var rows = Enumerable.Range(0, image.Height).ToArray();
            int[] bar = [.. Enumerable.Range(0, image.Width).Where(x => rows.Count(y => At(x, y) == First) > 100)];
            var top = rows.First(y => At(bar[bar.Length / 8], y) == First);
            int[] dark =
            [
                .. rows.Where(y =>
                    Math.Abs(y - top) > 3
                    && Enumerable
                        .Range(bar[bar.Length / 2] - 2, 5)
                        .Any(x => At(x, y) is { R: < 110, G: < 110, B: < 110 })
                ),
            ];
            return (dark.Count(y => y < top), dark.Count(y => y > top && y < image.Height * 3 / 4));
        }
        var (up, down) = (Dark((50, 50, 80)), Dark((50, 20, 50)));
        Assert.True(up.Above > 60 && down.Below > 60 && up.Below == 0, $"{up}, {down}");
        Assert.True(down.Above < up.Above / 3, $"{up}, {down}"); // the figure is written there
    }

    [Fact]
    public void Bars_LeaveOutWhatIsMissing()
    {
        var pixels = Pixels(
            Bars.Png("t", "y", ["a", "b"], [("one", [(10, 9, 11), (5, 4, 6)]), ("two", [null, null])], [("line", 12)])
        );
        Assert.DoesNotContain(pixels, p => p == Second);
        Assert.Throws<ArgumentException>(() => Bars.Png("t", "y", ["a", "b"], [("one", [(10, 9, 11)])]));
    }

    [Fact]
    public void Lines_DrawTextTooAndTheirBand()
    {
        (string, IReadOnlyList<(double, double, double, double)>)[] series(double band) =>
            [("one", [(10, 1, 1 - band, 1 + band), (1000, 2, 2 - band, 2 + band)])];
        int Drawn(byte[] png) => Pixels(png).Count(p => p != ((byte)255, (byte)255, (byte)255));
        Assert.True(
            Drawn(Lines.Png("title", "x", "y", series(0.5), logX: true))
                > 2 * Drawn(Lines.Png("title", "x", "y", series(0), logX: true))
        );
        Assert.True(
            Drawn(Lines.Png("a title of many letters", "x", "y", series(0)))
                > Drawn(Lines.Png("", "x", "y", series(0))) + 300
        );
    }

    [Fact]
    public void Confusion_DarkensTheLargerShare()
    {
        var dark = Pixels(
                Confusion.Png(
                    "t",
                    ["a", "b"],
                    [
                        [9, 0],
                        [0, 1],
                    ]
                )
            )
            .Count(p => p is { R: < 20, B: > 90 and < 120 });
        var light = Pixels(
                Confusion.Png(
                    "t",
                    ["a", "b"],
                    [
                        [5, 4],
                        [1, 1],
                    ]
                )
            )
            .Count(p => p is { R: < 20, B: > 90 and < 120 });
        Assert.True(dark > 8000 && light == 0, $"{dark}, {light}");
    }
}
