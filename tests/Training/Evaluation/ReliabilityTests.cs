using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.Tests.Evaluation;

public sealed class ReliabilityTests
{
    static Predictions Two(IReadOnlyList<(float Confidence, bool Right)> answers) =>
        new(
            [.. answers.Select(a => a.Right ? 0 : 1)],
            [.. answers.Select(a => new[] { a.Confidence, 1 - a.Confidence })],
            [.. answers.Select((_, i) => $"L{i}")],
            2
        );

    static int[] All(Predictions p) => [.. Enumerable.Range(0, p.Truth.Count)];

    /// <summary>
    /// Ten answers at 0.7 of which seven are right, and ten at 0.9 of which five are: 0.5 * 0 + 0.5 * 0.4.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Error_IsTheWeightedGapOfTheBins(bool equalMass)
    {
        var p = Two([
            .. Enumerable.Range(0, 10).Select(i => (0.7f, i < 7)),
            .. Enumerable.Range(0, 10).Select(i => (0.9f, i < 5)),
        ]);
        var error = Reliability.Error(Reliability.Bins(p, All(p), equalMass));
        if (equalMass)
            Assert.InRange(error, 0.19, 0.5); // its 15 bins of one or two images are noisier
        else
            Assert.Equal(0.2, error, 1e-6);
    }

    [Fact]
    public void Bins_OfEqualCounts_HoldEquallyMany()
    {
        var random = new Random(1);
        var p = Two([
            .. Enumerable
                .Range(0, 1500)
                .Select(_ => 0.5f + random.NextSingle() / 2)
                .Select(c => (c, random.NextDouble() < c)),
        ]);
        var bins = Reliability.Bins(p, All(p), equalMass: true);
        Assert.Equal(15, bins.Count);
        Assert.All(bins, b => Assert.Equal(100, b.Count));
        Assert.InRange(Reliability.Error(bins), 0, 0.05); // each answer is right with its own probability
        Assert.InRange(Reliability.Error(Reliability.Bins(p, All(p), equalMass: false)), 0, 0.05);
    }

    /// <summary>
    /// 100 answers at 0.8, each of its own lesion: the mean distance of a binomial share from 0.8, sqrt(2 / pi) *
    /// sqrt(0.16 / 100). As one lesion: 2 * 0.8 * 0.2.
    /// </summary>
    [Fact]
    public void Floor_IsTheErrorOfPerfectAnswers()
    {
        var p = Two([.. Enumerable.Range(0, 100).Select(i => (0.8f, i < 80))]);
        var floor = Reliability.Floor(p);
        Assert.Equal(Math.Sqrt(2 / Math.PI) * 0.04, floor.Value, 0.003);
        Assert.True(floor.Low < floor.Value && floor.Value < floor.High);
        Assert.Equal(0.32, Reliability.Floor(p with { Lesions = [.. p.Lesions.Select(_ => "one")] }).Value, 0.02);
    }

    [Fact]
    public void BrierAndLogLoss_EqualTheirDefinitions()
    {
        var p = Two([(0.8f, true), (0.6f, false)]);
        Assert.Equal((0.04 + 0.04 + 0.36 + 0.36) / 2, Reliability.Brier(p, [0, 1]), 1e-6);
        Assert.Equal((-Math.Log(0.8) - Math.Log(0.4)) / 2, Reliability.LogLoss(p, [0, 1]), 1e-6);
        Assert.Equal(2, Reliability.Brier(Two([(1, false)]), [0]), 1e-6);
    }

    /// <summary>The two wrong answers are the least certain of ten: no risk up to 0.8, then 1/9 and 2/10.</summary>
    [Fact]
    public void RiskCoverage_WithholdsTheLeastCertainFirst()
    {
        var curve = RiskCoverage.Curve(Two([.. Enumerable.Range(0, 10).Select(i => (0.95f - 0.04f * i, i < 8))]));
        Assert.All(curve.Take(8), p => Assert.Equal(0, p.Risk));
        Assert.Equal((1, 0.2), (curve[9].Coverage, curve[9].Risk));
        Assert.Equal((1 / 9.0 + 0.2) / 10, RiskCoverage.Area(curve), 1e-9);
    }
}
