using Platform.Tools.Quickstart.Photographs;

namespace Platform.Tools.Tests.Quickstart.Photographs;

public sealed class TrainingLengthTests
{
    static readonly PhotographsRequest Request = new() { Dataset = "folder", Source = "photographs" };

    [Theory]
    [InlineData(8000, 64, 8)]
    [InlineData(960, 64, 8)]
    [InlineData(240, 64, 20)] // 3 steps a pass, at least 60 in all
    [InlineData(60, 16, 20)]
    [InlineData(5, 8, 60)]
    public void Of_FewPhotographs_ShowsThemMoreOften(int images, int batch, int epochs) =>
        Assert.Equal(new(batch, epochs), TrainingLength.Of(Request, images));

    [Fact]
    public void Of_EpochsThatAreGiven_TakesThem() =>
        Assert.Equal(3, TrainingLength.Of(Request with { Epochs = 3 }, 240).Epochs);

    [Fact]
    public void Plan_IsOfTheRatesThatWereMeasured()
    {
        var source = new SourcePreview([new("mel", 500), new("nv", 500)], 1000, 0, 0, ImagesPerSecond: 100);
        TimePlan At(double rate) => TimePlan.Of(Request, source, new(rate));
        var (slow, fast) = (At(10), At(1000));
        Assert.InRange(slow.Parts[1].Time.TotalSeconds, 8 * 768 / 10, 8 * 768 / 10 + 10);
        Assert.InRange(fast.Parts[1].Time.TotalSeconds, 8 * 768 / 1000, 8 * 768 / 1000 + 10);
        // Four seconds to start, ten to decode at a rate of its own, and 500,000 pairs at 3,500 a step.
        Assert.Equal(14 + 500_000 / 3_500.0 / 10, slow.Parts[0].Time.TotalSeconds, 1e-3);
        Assert.Equal(14 + 500_000 / 3_500.0 / 1000, fast.Parts[0].Time.TotalSeconds, 1e-3);
        Assert.All(slow.Lines(), line => Assert.True(line.Length <= 80, line));
    }
}
