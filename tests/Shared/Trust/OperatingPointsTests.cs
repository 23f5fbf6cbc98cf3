using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class OperatingPointsTests
{
    [Fact]
    public void Score_IsTheSumOverTheMalignantClasses() =>
        Assert.Equal(0.75, OperatingPoints.Score([0.5f, 0.25f, 0.25f], [true, false, true]), 1e-12);

    /// <summary>Nine malignant images: the threshold for 80 % is the ceil(10 * 0.8) = 8th largest score.</summary>
    [Fact]
    public void Fit_TakesTheOrderStatistic_OfTheMalignantImagesAlone()
    {
        double[] scores = [.. Enumerable.Range(1, 9).Select(i => i / 10.0), 0.01, 0.02, 0.99];
        bool[] malignant = [.. Enumerable.Repeat(true, 9), false, false, false];
        var points = OperatingPoints.Fit(scores, malignant, [0.8, 0.95]);
        Assert.Equal([new(0.8, 0.2), new(0.95, 0)], points); // nine images cannot promise 95 %
    }

    /// <summary>Over many draws, the share of further malignant images that reach the threshold.</summary>
    [Fact]
    public void Fit_OverManyDraws_KeepsItsPromise()
    {
        var random = new Random(3);
        double found = 0,
            all = 0;
        for (var draw = 0; draw < 400; draw++)
        {
            double[] Scores(int n) => [.. Enumerable.Range(0, n).Select(_ => Math.Sqrt(random.NextDouble()))];
            var threshold = OperatingPoints.Fit(Scores(59), [.. Enumerable.Repeat(true, 59)], [0.9])[0].Threshold;
            var further = Scores(40);
            (found, all) = (found + further.Count(s => s >= threshold), all + further.Length);
        }
        Assert.InRange(found / all, 0.89, 0.92); // 54 of 60 expected: exactly 0.9
    }
}
