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
        Assert.Equal(0.125, CollapseMonitor.Spread(z), 2e-3);
    }

    [Fact]
    public void Spread_OfOneDirection_IsZero()
    {
        using var scope = NewDisposeScope();
        var z = rand(32, 1) * ones(1, 64) + 0.1;
        Assert.Equal(0, CollapseMonitor.Spread(z), 1e-6);
    }

    [Theory, InlineData(0.0625, 0.5, false), InlineData(0.009, 0.5, true), InlineData(0.009, 0.05, false)]
    public void IsCollapsed_AfterATenthOfTheTraining(double spread, double progress, bool expected) =>
        Assert.Equal(expected, CollapseMonitor.IsCollapsed(spread, 256, progress));
}
