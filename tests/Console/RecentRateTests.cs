namespace Platform.CommandLine.Tests;

public sealed class RecentRateTests
{
    static RecentRate Of(IEnumerable<(double Seconds, long Done)> reports)
    {
        var rate = new RecentRate();
        foreach (var (seconds, done) in reports)
            rate.Report(TimeSpan.FromSeconds(seconds), done);
        return rate;
    }

    [Fact]
    public void PerSecond_BeforeTwoReports_IsNone() => Assert.Equal(0, Of([(0, 500)]).PerSecond);

    [Fact]
    public void PerSecond_AfterAResume_CountsWhatWasDoneSince() =>
        Assert.Equal(20, Of([(0, 5000), (5, 5100)]).PerSecond, 1e-9);

    /// <summary>Two reports within the first second, as of quick work.</summary>
    [Fact]
    public void PerSecond_OfQuickWork_IsOfItsLastReport() =>
        Assert.Equal(1000, Of([(0, 0), (0.1, 100), (0.2, 200)]).PerSecond, 1e-9);

    /// <summary>Ten minutes at 40 a second beside other work, then two at 100.</summary>
    [Fact]
    public void PerSecond_ForgetsASlowBeginning()
    {
        var slow = Enumerable.Range(0, 601).Select(s => ((double)s, 40L * s));
        var quick = Enumerable.Range(1, 120).Select(s => (600.0 + s, 24_000 + 100L * s));
        Assert.Equal(100, Of(slow.Concat(quick)).PerSecond, 1e-9);
    }

    /// <summary>An epoch of a large network takes minutes.</summary>
    [Fact]
    public void PerSecond_OfSeldomReports_IsThatOfTheLastTwo() =>
        Assert.Equal(0.2, Of([(0, 0), (300, 30), (600, 60), (900, 120)]).PerSecond, 1e-9);
}
