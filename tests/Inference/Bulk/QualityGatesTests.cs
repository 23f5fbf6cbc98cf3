using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public class QualityGatesTests
{
    static byte[] Pixels(Func<int, int> level) => [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => (byte)level(i))];

    [Fact]
    public void IsDegenerate_OfOneColour() => Assert.True(DegenerateGate.IsDegenerate(Pixels(_ => 130)));

    [Fact]
    public void IsDegenerate_OfFaintNoise_ByItsDeviation()
    {
        Assert.True(DegenerateGate.IsDegenerate(Pixels(i => 128 + i % 2 * 3))); // deviation 1.5
        Assert.False(DegenerateGate.IsDegenerate(Pixels(i => 128 + i % 2 * 5))); // 2.5
    }

    [Fact]
    public void IsDegenerate_OfClippedLevels()
    {
        Assert.True(DegenerateGate.IsDegenerate(Pixels(i => i % 2 * 255)));
        Assert.False(DegenerateGate.IsDegenerate(Pixels(i => i % 20 == 0 ? 100 : i % 2 * 255)));
    }
}
