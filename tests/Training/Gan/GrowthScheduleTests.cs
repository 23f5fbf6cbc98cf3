using Platform.Training.Gan;

namespace Platform.Training.Tests.Gan;

public sealed class GrowthScheduleTests
{
    static readonly GrowthSchedule Schedule = new(8, 32, StableKimg: 10, FadeKimg: 4);

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(10_000, 8, 1)]
    [InlineData(11_000, 16, 0.25)]
    [InlineData(13_000, 16, 0.75)]
    [InlineData(14_000, 16, 1)]
    [InlineData(24_000, 16, 1)]
    [InlineData(26_000, 32, 0.5)]
    [InlineData(28_000, 32, 1)]
    [InlineData(1_000_000_000, 32, 1)]
    public void At_IsStableThenFades(long images, int resolution, float fade) =>
        Assert.Equal(new Phase(resolution, fade), Schedule.At(images));

    [Fact]
    public void At_WithoutGrowth_IsTheLastResolution() =>
        Assert.Equal(new Phase(64, 1), new GrowthSchedule(64, 64, 10, 10).At(0));
}
