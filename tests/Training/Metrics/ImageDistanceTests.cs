using Platform.Training.Metrics;

namespace Platform.Training.Tests.Metrics;

/// <summary>Measures of images without a network.</summary>
public sealed class ImageDistanceTests
{
    const int Side = 32;

    /// <summary>A colour each, and noise or vertical stripes of it.</summary>
    static byte[][] Images(int count, int seed, bool stripes = false)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var image = new byte[Side * Side * 3];
                    for (var i = 0; i < image.Length; i++)
                        image[i] = (byte)(stripes ? i / 3 % Side / 4 % 2 * 100 + random.Next(50) : random.Next(150));
                    return image;
                }),
        ];
    }

    [Fact]
    public void SlicedWasserstein_SeparatesTexturesAndNotSamples()
    {
        var measure = new SlicedWasserstein(32, 64);
        var same = measure.Between(Images(40, 1), Images(40, 2), Side, 3);
        var other = measure.Between(Images(40, 1), Images(40, 2, stripes: true), Side, 3);
        Assert.Equal([32, 16], same.Select(l => l.Side));
        Assert.All(
            same.Zip(other),
            l => Assert.True(l.Second.Distance > 3 * l.First.Distance, $"{l.First} {l.Second}")
        );
    }

    [Fact]
    public void SlicedWasserstein_DependsOnItsSeedAlone()
    {
        var measure = new SlicedWasserstein(4, 8);
        Assert.Equal(
            measure.Between(Images(8, 1), Images(9, 2), Side, 3),
            measure.Between(Images(8, 1), Images(9, 2), Side, 3)
        );
    }

    [Fact]
    public void SlicedWasserstein_DoesNotSeeBrightnessOrContrast()
    {
        // Channels are brought to mean 0 and deviation 1: half the contrast, brighter, is the same but for rounding and
        // the patches drawn.
        var images = Images(40, 1, stripes: true);
        byte[][] faint = [.. images.Select(i => i.Select(v => (byte)(v / 2 + 60)).ToArray())];
        var measure = new SlicedWasserstein(32, 64);
        Assert.All(
            measure.Between(images, faint, Side, 3).Zip(measure.Between(images, Images(40, 2), Side, 3)),
            l => Assert.True(l.First.Distance < l.Second.Distance / 5, $"{l}")
        );
    }

    [Fact]
    public void Memorisation_CountsWhatIsNearerThanHeldOutImages()
    {
        double[] heldOut = [.. Enumerable.Range(1, 200).Select(i => (double)i)]; // first percentile: 3
        var found = Memorisation.Of([10, 2.5, 50, 0.1], heldOut);
        Assert.Equal(3, found.Threshold);
        Assert.Equal(0.5, found.ShareBelow);
        Assert.Equal([3, 1, 0, 2], found.Closest);
        Assert.Equal(0.01, Memorisation.Of(heldOut, heldOut).ShareBelow, 12);
    }

    [Fact]
    public void Blurred_KeepsTheMeanAndLowersTheContrast()
    {
        var image = Images(1, 1)[0];
        var blurred = Degraded.Blurred(image, Side);
        double Deviation(byte[] x) => Math.Sqrt(x.Average(v => (v - x.Average(u => u)) * (v - x.Average(u => u))));
        Assert.Equal(image.Average(v => v), blurred.Average(v => v), 1.0);
        Assert.True(Deviation(blurred) < 0.5 * Deviation(image));

        // A single white pixel becomes the Gaussian of deviation 1: exp(-r^2/2) / (2 pi) of 255 in the middle, 24.6 one
        // pixel on.
        var point = new byte[Side * Side * 3];
        point[(10 * Side + 20) * 3] = 255;
        var spread = Degraded.Blurred(point, Side);
        byte At(int x, int y) => spread[(y * Side + x) * 3];
        Assert.Equal((41, 25, 25, 15), (At(20, 10), At(21, 10), At(20, 11), At(19, 9)));
        Assert.Equal(0, spread.Where((_, i) => i % 3 > 0).Max());
    }

    [Fact]
    public void Shuffled_KeepsThePixels_AndNoisyTheirPlaces()
    {
        var image = Images(1, 1, stripes: true)[0];
        static IEnumerable<(byte, byte, byte)> Sorted(byte[] rgb) =>
            rgb.Chunk(3).Select(p => (p[0], p[1], p[2])).Order();
        var shuffled = Degraded.Shuffled(image, 2);
        Assert.NotEqual(image, shuffled);
        Assert.Equal(Sorted(image), Sorted(shuffled));
        var difference = Degraded.Noisy([.. Enumerable.Repeat((byte)128, 30000)], 3).Select(v => v - 128.0).ToArray();
        Assert.InRange(difference.Average(), -1, 1);
        Assert.InRange(Math.Sqrt(difference.Average(d => d * d)), 38.5, 41);
    }
}
