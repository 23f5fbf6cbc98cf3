using Platform.Shared.Imaging;
using Platform.Tools.Bench.Curves;

namespace Platform.Tools.Tests.Bench.Curves;

public sealed class GrowthChartTests
{
    [Fact]
    public void Marks_EncloseTheFigures()
    {
        Assert.Equal([200, 300, 400, 500], GrowthChart.Marks(236, 400));
        Assert.Equal([0.05, 0.1, 0.2, 0.5, 1, 2], GrowthChart.Marks(0.06, 1));
        Assert.Equal([2, 3], GrowthChart.Marks(2, 2));
    }

    [Fact]
    public void Png_DrawsTheLine_AndNothingOfWhatHasNoLogarithm()
    {
        Assert.True(Blue(GrowthChart.Png(Sizes.Growth(), 0)) > 500);
        Assert.Equal(0, Blue(GrowthChart.Png(Sizes.Of([1, 8], new("memory", "MB", true), 0, 80), 0)));
    }

    static int Blue(byte[] png) =>
        ImageDecoder.Decode(png, int.MaxValue).Rgb.Chunk(3).Count(p => p is [0x00, 0x72, 0xB2]);
}
