using Platform.Training.Ssl;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class CollapseMonitorTests
{
    [Fact]
    public void Spread_OfRandomDirections_IsOneOverTheRoot()
    {
        random.manual_seed(1);
        using var z = randn(4096, 64);
        Assert.Equal(0.125, CollapseMonitor.Of(z).Spread, 2e-3);
    }

    [Fact]
    public void Spread_OfOneDirection_IsZero()
    {
        using var scope = NewDisposeScope();
        var z = rand(32, 1) * ones(1, 64) + 0.1;
        Assert.Equal(0, CollapseMonitor.Of(z).Spread, 1e-6);
    }

    /// <summary>k equal singular values have an entropy of ln k.</summary>
    [Theory, InlineData(1), InlineData(5), InlineData(32)]
    public void EffectiveRank_OfEqualSingularValues_IsTheirNumber(int rank)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        var (q, _) = linalg.qr(randn(100, rank, dtype: float64)); // [100, k], orthonormal
        var (r, _) = linalg.qr(randn(48, rank, dtype: float64));
        Assert.Equal(rank, CollapseMonitor.EffectiveRank(q.matmul(r.t()) * 3), 1e-6);
    }

    [Fact]
    public void EffectiveRank_OfUnequalSingularValues_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        double[] p = [0.5, 0.25, 0.125, 0.125]; // entropy 1.75 ln 2
        Assert.Equal(Math.Pow(2, 1.75), CollapseMonitor.EffectiveRank(diag(tensor(p)) * 8), 1e-9);
        Assert.Equal(0, CollapseMonitor.EffectiveRank(zeros(5, 5)));
    }

    static CollapseMonitor Of(double spread, double rank) => new(spread, rank, 128, 256);

    [
        Theory,
        InlineData(0.0625, 60, 0.5, null),
        InlineData(0.009, 60, 0.5, "one point"),
        InlineData(0.009, 60, 0.05, null)
    ]
    [
        InlineData(0.0625, 5, 0.5, "few directions"),
        InlineData(0.0625, 5, 0.05, null),
        InlineData(0.0625, 8.1, 0.5, null)
    ]
    public void Alarm_AfterATenthOfTheTraining(double spread, double rank, double progress, string? said)
    {
        var alarm = Of(spread, rank).Alarm(progress);
        if (said is null)
            Assert.Null(alarm);
        else
            Assert.Contains(said, alarm);
    }

    /// <summary>
    /// Directions in a space of five dimensions: their deviation is that of health, which is all that was looked at.
    /// </summary>
    [Fact]
    public void Alarm_OfFiveDirections_IsRaised()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var (basis, _) = linalg.qr(randn(256, 5));
        var found = CollapseMonitor.Of(randn(256, 5).matmul(basis.t()));
        Assert.InRange(found.Rank, 4.5, 5);
        Assert.True(found.Spread > 0.6 / 16, $"{found.Spread}");
        Assert.Contains("effective rank", found.Alarm(0.5));
        Assert.Null(CollapseMonitor.Of(randn(256, 256)).Alarm(0.5));
    }

    [Fact]
    public void LeastRank_OfASmallBatch_IsWhatItCanShow() =>
        Assert.Equal((3, 8), (new CollapseMonitor(0, 0, 12, 64).LeastRank, Of(0, 0).LeastRank));
}
