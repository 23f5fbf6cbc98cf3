using Platform.Training.Ssl;

namespace Platform.Training.Tests.Ssl;

public sealed class FirstStepsTests
{
    [Theory]
    [InlineData(0, 2000, 64, 96, "ssl: 2,000 steps of 64 images, about 22 min on this machine at 96 images/s")]
    [InlineData(
        500,
        2000,
        64,
        1200,
        "ssl: 1,500 steps of 64 images, of 2,000 in all, about 80 s on this machine at 1200 images/s"
    )]
    [InlineData(
        0,
        200_000,
        256,
        12.5,
        "ssl: 200,000 steps of 256 images, about 47 days on this machine at 12.5 images/s"
    )]
    public void Line_SaysWhatIsLeftAtTheRate(long begin, long total, int batch, double rate, string line) =>
        Assert.Equal(line, FirstSteps.Line(total, begin, batch, rate));

    [Fact]
    public void Passed_ForAShortRun_SaysNothing()
    {
        var first = new FirstSteps(0, 100, 8);
        Assert.All(Enumerable.Range(1, 50), done => Assert.Null(first.Passed(done)));
    }
}
