using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class ConformalSetsTests
{
    /// <summary>
    /// Nine images: k = ceil(10 * 0.8) = 8, so the threshold is the 8th largest probability of the true class.
    /// </summary>
    [Fact]
    public void Fit_TakesTheOrderStatisticOfTheTheorem()
    {
        float[][] p = [.. Enumerable.Range(1, 9).Select(i => new[] { i / 10f, 1 - i / 10f })];
        var spec = ConformalSets.Fit(p, new int[9], 0.8, byClass: false);
        Assert.Equal([0.2f, 0.2f], spec.Thresholds.Select(t => (float)t));
        // 9 images cannot promise 95 %
        Assert.Equal([0, 0], ConformalSets.Fit(p, new int[9], 0.95, byClass: false).Thresholds);
    }

    [Fact]
    public void Set_HoldsTheClassesAboveTheirThreshold()
    {
        var spec = new ConformalSpec(0.9, true, [0.9, 0.25, 0.25, 0.01], 100);
        Assert.Equal([1, 3], ConformalSets.Set(spec, [0.3f, 0.55f, 0.1f, 0.05f]));
        Assert.Equal([1], ConformalSets.Set(spec, [0.7f, 0.3f, 0, 0])); // the most probable one is weak for its class
        Assert.Equal([0], ConformalSets.Set(spec, [0.8f, 0.2f, 0, 0])); // never empty
    }

    /// <summary>
    /// The theorem: over calibration and test images of one distribution the mean coverage is that stated, by class
    /// too.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Coverage_OverManyDraws_IsTheOneStated(bool byClass)
    {
        var random = new Random(2);
        double[] covered = [0, 0, 0],
            seen = [0, 0, 0];
        for (var draw = 0; draw < 200; draw++)
        {
            var (p, labels) = Draw(random, 240);
            var spec = ConformalSets.Fit(p[..160], labels[..160], 0.9, byClass);
            for (var i = 160; i < 240; i++)
            {
                seen[labels[i]]++;
                if (p[i][labels[i]] >= spec.Thresholds[labels[i]])
                    covered[labels[i]]++;
            }
        }
        Assert.InRange(covered.Sum() / seen.Sum(), 0.89, 0.92);
        if (byClass)
            Assert.All(covered.Zip(seen), c => Assert.InRange(c.First / c.Second, 0.88, 0.95));
        else
            Assert.True(covered[2] / seen[2] < 0.88); // the rare class pays, which is why there is the other
    }

    static (float[][] P, int[] Labels) Draw(Random random, int count)
    {
        int[] labels =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    random.NextDouble() switch
                    {
                        < 0.6 => 0,
                        < 0.88 => 1,
                        _ => 2,
                    }
                ),
        ];
        return (
            [
                .. labels.Select(l =>
                {
                    var z = Enumerable
                        .Range(0, 3)
                        .Select(c => Math.Exp(1.6 * random.NextDouble() + (c == l ? 1.5 : 0) - 0.6 * c))
                        .ToArray();
                    return z.Select(v => (float)(v / z.Sum())).ToArray();
                }),
            ],
            labels
        );
    }
}
