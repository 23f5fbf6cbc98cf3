using Platform.Tools.Bench;
using Platform.Tools.Bench.Curves;

namespace Platform.Tools.Tests.Bench.Curves;

public sealed class GrowthTests
{
    static readonly Measure Time = new("time", "s", LessIsBetter: true);

    [Theory]
    [InlineData(3.0, 30.0, 1.0)]
    [InlineData(3.0, 300.0, 2.0)]
    [InlineData(3.0, 3.0, 0.0)]
    [InlineData(10.0, 1.0, -1.0)]
    public void Exponent_IsThePowerOfTheSize(double before, double after, double expected) =>
        Assert.Equal(expected, Sizes.Of([100, 1000], Time, before, after).Exponent(1, 0), 1e-9);

    [Fact]
    public void Exponent_IsFromTheSizeBefore_OfMedians()
    {
        var growth = Sizes.Growth();
        Assert.Equal(1, growth.Exponent(1, 0), 1e-9);
        Assert.Equal(1.5, growth.Exponent(2, 0), 1e-3);
        Assert.Equal(0.5, Sizes.Of([1, 8, 32], Time, 5, 7, 14).Exponent(2, 0), 1e-9);
    }

    [Theory]
    [InlineData(13.9, false)] // 10^1.143
    [InlineData(14.3, true)] // 10^1.155
    public void IsWorseThanLinear_BeginsAboveNoise(double after, bool worse) =>
        Assert.Equal(worse, Sizes.Of([10, 100], Time, 1, after).IsWorseThanLinear(1, 0));

    [Fact]
    public void IsWorseThanLinear_IsNoRate_AndNothingThatCannotBeTold()
    {
        Assert.False(Sizes.Of([10, 100], Measure.Rate, 1, 20).IsWorseThanLinear(1, 0));
        Assert.False(Sizes.Of([10, 100], Time, 0, 20).IsWorseThanLinear(1, 0));
    }

    [Fact]
    public async Task RunAsync_RunsAllSizesInTurn()
    {
        var order = new List<int>();
        var curve = Sizes.Growth().Curve with
        {
            Run = (size, _) =>
            {
                order.Add(size);
                return Task.FromResult(new double[] { size, order.Count });
            },
        };
        var growth = await Growth.RunAsync(curve, 2, CancellationToken.None);
        Assert.Equal([100, 1000, 10_000, 10_000, 1000, 100], order);
        Assert.Equal([2, 5], growth.Values(1, 1));
    }

    [Fact]
    public void Doubled_EndsWithTheMost()
    {
        Assert.Equal([1, 2, 4, 6], ThreadsCurve.Doubled(6));
        Assert.Equal([1, 2, 4, 8], ThreadsCurve.Doubled(8));
    }
}
