using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(2.0, 3.0, 1.0, 2.0)]
    [InlineData(2.5, 4.0, 1.0, 2.0, 3.0)]
    [InlineData(7.0, 7.0)]
    public void Median_IsTheMiddleOne(double expected, params double[] values) =>
        Assert.Equal(expected, Outcome.Median(values));

    [Fact]
    public void Ratio_IsAboveOneWhereTheFirstIsBetter()
    {
        var outcome = Sides.Outcome();
        Assert.Equal(310 / 200.0, outcome.Ratio(0, 2, 0), 1e-9);
        Assert.Equal(43 / 11.0, outcome.Ratio(1, 2, 1), 1e-9);
    }

    [Fact]
    public void Pairs_AreOursWithEachOther() => Assert.Equal([(0, 2), (1, 2)], Sides.Outcome().Pairs);

    [Theory]
    [InlineData(1.5, "1.50 times better")]
    [InlineData(0.5, "2.00 times worse")]
    [InlineData(1.09, "no difference (1.09)")]
    [InlineData(0.92, "no difference (0.92)")]
    [InlineData(1.11, "1.11 times better")]
    [InlineData(double.NaN, "cannot be compared")]
    public void Verdict_CallsNoiseNoDifference(double ratio, string expected) =>
        Assert.Equal(expected, Outcome.Verdict(ratio));

    [Fact]
    public void Show_IsTheMedianAndTheSpread() => Assert.Equal("2.00 [1.00-4.50]", Outcome.Show([4.5, 1, 2]));
}
