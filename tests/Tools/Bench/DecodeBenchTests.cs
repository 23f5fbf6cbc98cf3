using Platform.Shared.Imaging;
using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class DecodeBenchTests
{
    const int Side = 96;

    [Fact]
    public void Exact_IsWhatTheIntegerAverageRounds()
    {
        var random = new Random(1);
        var image = new PixelImage(new byte[131 * 217 * 3], 131, 217);
        random.NextBytes(image.Rgb);
        var (exact, rounded) = (DecodeBench.Exact(image), AreaAverage.Resize(image, Side, Side));
        Assert.All(exact.Zip(rounded), p => Assert.InRange(p.First - p.Second, -0.5 - 1e-6, 0.5 + 1e-6));
    }

    [Fact]
    public void Error_IsTheMeanAbsoluteDifference() =>
        Assert.Equal(
            1.25,
            DecodeBench.Error(
                [
                    [1, 2],
                    [3, 4],
                ],
                [
                    [2, 2],
                    [3, 0],
                ]
            )
        );

    [Fact]
    public void Photograph_IsAJpegOfACamerasSize()
    {
        var jpeg = Photograph.Jpeg(PngEncoder.Encode(new byte[160 * 120 * 3], 160, 120), 1);
        Assert.Equal((600, 450), ImageDecoder.UprightSize(jpeg));
        Assert.Equal(jpeg, Photograph.Jpeg(PngEncoder.Encode(new byte[160 * 120 * 3], 160, 120), 1));
    }
}
