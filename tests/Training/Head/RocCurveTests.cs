using Platform.Training.Head;

namespace Platform.Training.Tests.Head;

public sealed class RocCurveTests
{
    [Fact]
    public void Area_IsTheShareOfPairsInOrder()
    {
        var random = new Random(1);
        var scores = Enumerable.Range(0, 200).Select(_ => random.Next(20) / 20f).ToArray(); // many ties
        var positive = scores.Select(s => random.NextDouble() < 0.2 + 0.5 * s).ToArray();
        double pairs = 0,
            right = 0;
        for (var i = 0; i < scores.Length; i++)
        for (var j = 0; j < scores.Length; j++)
            if (positive[i] && !positive[j])
            {
                pairs++;
                right +=
                    scores[i] > scores[j] ? 1
                    : scores[i] == scores[j] ? 0.5
                    : 0;
            }
        Assert.Equal(right / pairs, RocCurve.Of(scores, positive)!.Area, 1e-12);
    }

    [Fact]
    public void AreaAbove_IsThePartOfTheCurveAbove()
    {
        // No discrimination: the curve is the diagonal, and the part from 0.8 has area (1 - 0.8) (0.8 + 1) / 2.
        Assert.Equal(0.18, RocCurve.Of([1, 1, 1, 1], [true, false, true, false])!.AreaAbove(0.8), 1e-12);
        Assert.Equal(1, RocCurve.Of([3, 2, 1], [true, false, false])!.AreaAbove(0.8), 1e-12);
        // Points (0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1): above 0.8 only the last step counts.
        Assert.Equal(0.5, RocCurve.Of([4, 3, 2, 1], [true, false, true, false])!.AreaAbove(0.8), 1e-12);
    }

    [Fact]
    public void AveragePrecision_IsTheMeanPrecisionAtEachHit()
    {
        Assert.Equal((1 + 2 / 3.0) / 2, RocCurve.Of([4, 3, 2, 1], [true, false, true, false])!.AveragePrecision, 1e-12);
        Assert.Equal(0.5, RocCurve.Of([1, 1, 1, 1], [true, false, true, false])!.AveragePrecision, 1e-12);
    }

    [Fact]
    public void Of_OneKindOnly_IsNone() => Assert.Null(RocCurve.Of([1, 2], [true, true]));
}
