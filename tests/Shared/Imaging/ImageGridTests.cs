using Platform.Shared.Imaging;

namespace Platform.Shared.Tests.Imaging;

public sealed class ImageGridTests
{
    static byte[] Flat(byte value) => [.. Enumerable.Repeat(value, 4 * 4 * 3)];

    [Fact]
    public void Png_PutsImagesInReadingOrder()
    {
        var grid = ImageDecoder.Decode(ImageGrid.Png([Flat(10), Flat(20), Flat(30)], 4, 2), int.MaxValue);
        Assert.Equal((8, 8), (grid.Width, grid.Height));
        Assert.Equal(10, grid.Rgb[0]);
        Assert.Equal(20, grid.Rgb[4 * 3]);
        Assert.Equal(30, grid.Rgb[4 * 8 * 3]);
        Assert.Equal(0, grid.Rgb[(4 * 8 + 4) * 3]);
    }

    [Fact]
    public void Encode_OfEqualPixels_GivesEqualBytes() =>
        Assert.Equal(PngEncoder.Encode(Flat(7), 4, 4), PngEncoder.Encode(Flat(7), 4, 4));
}
