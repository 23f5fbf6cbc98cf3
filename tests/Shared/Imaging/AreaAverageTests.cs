using Platform.Shared.Imaging;

namespace Platform.Shared.Tests.Imaging;

public sealed class AreaAverageTests
{
    static PixelImage Noise(int width, int height, int seed)
    {
        var rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new(rgb, width, height);
    }

    /// <summary>The mean over a grid so fine that every source and target edge lies on it.</summary>
    static byte Reference(PixelImage image, int width, int height, int x, int y, int channel)
    {
        long sum = 0;
        for (var fy = y * image.Height; fy < (y + 1) * image.Height; fy++)
        for (var fx = x * image.Width; fx < (x + 1) * image.Width; fx++)
            sum += image.Rgb[(fy / height * image.Width + fx / width) * 3 + channel];
        var area = (long)image.Width * image.Height;
        return (byte)((sum + area / 2) / area);
    }

    [Theory]
    [InlineData(40, 30, 16, 16)]
    [InlineData(37, 53, 16, 16)]
    [InlineData(10, 7, 16, 16)] // enlarges
    [InlineData(16, 16, 16, 16)]
    public void Resize_EqualsTheMeanOnAFineGrid(int width, int height, int toWidth, int toHeight)
    {
        var image = Noise(width, height, 5);
        var resized = AreaAverage.Resize(image, toWidth, toHeight);
        for (var y = 0; y < toHeight; y++)
        for (var x = 0; x < toWidth; x++)
        for (var c = 0; c < 3; c++)
            Assert.Equal(Reference(image, toWidth, toHeight, x, y, c), resized[(y * toWidth + x) * 3 + c]);
    }

    [Fact]
    public void Resize_ToTheSameSize_ChangesNothing() =>
        Assert.Equal(Noise(20, 20, 6).Rgb, AreaAverage.Resize(Noise(20, 20, 6), 20, 20));
}
