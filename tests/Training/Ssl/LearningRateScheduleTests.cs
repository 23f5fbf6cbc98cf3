using Platform.Training.Ssl;

namespace Platform.Training.Tests.Ssl;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Cosine_FallsFromOneToZero()
    {
        Assert.Equal(1, LearningRateSchedule.Cosine.At(0, 1000, 10));
        Assert.Equal(0.5, LearningRateSchedule.Cosine.At(500, 1000, 10), 12);
        Assert.Equal(0, LearningRateSchedule.Cosine.At(1000, 1000, 10), 12);
    }

    /// <summary>
    /// 5,000 images at batch 256 are 19 steps an epoch: the rate is zero in epochs 29, 67, ... and ends at 2.98e-4 of
    /// 3e-4.
    /// </summary>
    [
        Theory,
        InlineData(19, 10, 1),
        InlineData(19, 29, 0),
        InlineData(19, 48, 1),
        InlineData(97, 107, 0),
        InlineData(19, 199, 0.9932)
    ]
    public void PaperCompat_StepsOnceAnEpochAfterTheTenth(int epochSteps, int epoch, double expected)
    {
        foreach (var step in new[] { 0, epochSteps - 1 })
            Assert.Equal(
                expected,
                LearningRateSchedule.PaperCompat.At((long)epoch * epochSteps + step, 200L * epochSteps, epochSteps),
                3e-4
            );
    }

    [Fact]
    public void Warmup_RisesInALine_ToTheWholeRate()
    {
        Assert.Equal(
            [0.25, 0.5, 0.75, 1, 1],
            Enumerable.Range(0, 5).Select(step => LearningRateSchedules.Warmup(step, 80, 0.05))
        );
        Assert.Equal(1, LearningRateSchedules.Warmup(0, 80, 0));
    }
}
