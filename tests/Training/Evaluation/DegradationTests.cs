using Platform.Training.Evaluation;

namespace Platform.Training.Tests.Evaluation;

public sealed class DegradationTests
{
    const int Side = 64;

    static byte[] Picture()
    {
        var pixels = new byte[Side * Side * 3];
        new Random(1).NextBytes(pixels);
        return pixels;
    }

    static double Detail(byte[] pixels) =>
        Enumerable.Range(0, pixels.Length - 3).Average(i => Math.Abs(pixels[i] - pixels[i + 3]));

    static double Mean(byte[] pixels, int channel) =>
        Enumerable.Range(0, Side * Side).Average(i => (double)pixels[3 * i + channel]);

    [Fact]
    public void EachWay_StartsWithTheImageItself_AndGetsWorse()
    {
        var picture = Picture();
        foreach (var way in Degradation.All)
        {
            Assert.Equal(0, way.Levels[0]);
            Assert.Equal(picture, way.Apply(picture, Side, 0));
            double Change(double level) =>
                way.Apply(picture, Side, level).Zip(picture, (a, b) => Math.Abs(a - b)).Average();
            Assert.All(
                way.Levels.Zip(way.Levels.Skip(1)),
                l => Assert.True(Change(l.Second) > Change(l.First), $"{way.Name} {l.Second}")
            );
        }
    }

    [Fact]
    public void Blur_KeepsTheMeanAndTakesTheDetail_AndTheCastMovesTheColours()
    {
        var picture = Picture();
        byte[] Apply(string name, double level) =>
            Degradation.All.Single(d => d.Name == name).Apply(picture, Side, level);
        var blurred = Apply("blur", 8);
        Assert.Equal(Mean(picture, 0), Mean(blurred, 0), 4.0);
        Assert.True(Detail(blurred) < Detail(picture) / 5);
        var cast = Apply("blue cast", 40);
        Assert.True(Mean(cast, 0) < 0.65 * Mean(picture, 0) && Mean(cast, 2) > 1.1 * Mean(picture, 2));
        Assert.Equal(Mean(picture, 1), Mean(cast, 1));
    }

    /// <summary>A flat picture stays flat under a blur, to its borders.</summary>
    [Fact]
    public void Blur_OfAFlatPicture_ChangesNothing()
    {
        var flat = Enumerable.Repeat((byte)77, Side * Side * 3).ToArray();
        Assert.Equal(flat, Degradation.All[0].Apply(flat, Side, 4));
    }

    [Fact]
    public void StrangeImages_DependOnKindAndIndexAlone()
    {
        foreach (var (name, draw) in StrangeImages.All)
        {
            Assert.Equal(StrangeImages.Pixels(draw, 1, new(16)), StrangeImages.Pixels(draw, 1, new(16)));
            Assert.NotEqual(StrangeImages.Pixels(draw, 1, new(16)), StrangeImages.Pixels(draw, 2, new(16)));
            Assert.True(Detail(StrangeImages.Pixels(draw, 1, new(16))) > 0, name);
        }
    }
}
