using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class DifferenceTests
{
    static readonly Cell cell = SomePlan.Of("table2").Cells[0];

    static CellResult Runs(params double[] accuracies) =>
        new(0, cell, true, [.. accuracies.Select(a => new Dictionary<string, double> { ["accuracy"] = a, ["accuracy_ci_low"] = a - 0.03, ["accuracy_ci_high"] = a + 0.03 })], null);

    [Fact]
    public void Of_Seeds_IsPaired()
    {
        var difference = Difference.Of(Runs(0.70, 0.80), Runs(0.60, 0.72), Measure.Accuracy)!; // 10 and 8 points: mean 9, deviation sqrt(2), over sqrt(2)
        Assert.Equal(9, difference.Mean, 1e-9);
        Assert.Equal(1, difference.Deviation!.Value, 1e-9);
        Assert.Equal("better", difference.Verdict);
    }

    [Fact]
    public void Of_OneSeed_AddsTheIntervals()
    {
        var difference = Difference.Of(Runs(0.62), Runs(0.60), Measure.Accuracy)!;
        Assert.Equal(2, difference.Mean, 1e-9);
        Assert.Equal(Math.Sqrt(2) * 6 / (2 * 1.96), difference.Deviation!.Value, 1e-9);
        Assert.Equal("within noise", difference.Verdict);
    }

    [Fact]
    public void Of_WithoutAFigure_IsNull() => Assert.Null(Difference.Of(Runs(0.5), new(0, cell, false, [], null), Measure.Accuracy));

    [Fact]
    public void Over_IsMeanAndSampleDeviation() => Assert.Equal(new Figure(2, 1), Figure.Over([new(1), new(2), new(3)]));

    [Fact]
    public void ToString_IsTheSameInEveryCulture() =>
        Assert.Equal(("71.84 ± 0.23", "71.84 [70.00, 73.50]", "71.84"), (new Figure(71.84, 0.23).ToString(), new Figure(71.84, Interval: (70, 73.5)).ToString(), new Figure(71.84).ToString()));
}
