using Platform.Shared.Imaging;

namespace Platform.Shared.Tests.Imaging;

public sealed class ShadesOfGreyTests
{
    static byte[] Noise(int seed, int pixels, int least, int most)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * pixels).Select(_ => (byte)random.Next(least, most))];
    }

    /// <summary>The paper's formula as it stands, in floating point.</summary>
    static double[] Reference(byte[] pixels)
    {
        double[] light =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(c => Math.Pow(pixels.Where((_, i) => i % 3 == c).Average(v => Math.Pow(v, 6)), 1 / 6.0)),
        ];
        var length = Math.Sqrt(light.Sum(e => e * e));
        return [.. pixels.Select((v, i) => Math.Min(255, v / (light[i % 3] / length * Math.Sqrt(3))))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_IsThePapersFormula(int seed)
    {
        var pixels = Noise(seed, 500, 20, 200);
        for (var i = 0; i < pixels.Length; i += 3)
            pixels[i] /= 2;
        var expected = Reference(pixels);
        ShadesOfGrey.Apply(pixels);
        Assert.All(expected.Zip(pixels), p => Assert.InRange(p.Second, p.First - 0.5001, p.First + 0.5001));
    }

    /// <summary>A cast that multiplies the channels is taken out.</summary>
    [Fact]
    public void Apply_TakesAColourCastOut()
    {
        var pixels = Noise(3, 2000, 40, 180);
        byte[] blue = [.. pixels.Select((v, i) => i % 3 == 2 ? (byte)Math.Round(v * 1.2) : v)];
        ShadesOfGrey.Apply(pixels);
        ShadesOfGrey.Apply(blue);
        // The light's estimate and so the brightness differ a little; its colour does not.
        var ratio = Enumerable.Range(0, 3).Select(c => Mean(blue, c) / Mean(pixels, c)).ToArray();
        Assert.InRange(ratio.Max() / ratio.Min(), 1, 1.01);
    }

    [Fact]
    public void Apply_OnceMore_ChangesNothingButRounding()
    {
        var once = Noise(4, 1000, 0, 160);
        ShadesOfGrey.Apply(once);
        var twice = once.ToArray();
        ShadesOfGrey.Apply(twice);
        Assert.All(once.Zip(twice), p => Assert.InRange(p.Second - p.First, -1, 1));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(255, 255, 255)]
    [InlineData(90, 90, 90)]
    [InlineData(200, 0, 0)] // no green or blue at all: nothing tells their light
    public void Apply_ToOneColour_ThatIsGreyOrHasAnEmptyChannel_LeavesIt(byte r, byte g, byte b)
    {
        byte[] pixels = [r, g, b, r, g, b];
        ShadesOfGrey.Apply(pixels);
        Assert.Equal([r, g, b, r, g, b], pixels);
    }

    static double Mean(byte[] pixels, int channel) => pixels.Where((_, i) => i % 3 == channel).Average(v => v);
}
