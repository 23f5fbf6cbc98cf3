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

    /// <summary>Altman and Bland 1994: 231 of 258 abnormal and 54 of 86 normal scans, 75 % abnormal.</summary>
    [Fact]
    public void PredictiveValues_AreThoseOfTheTable()
    {
        var (positive, negative) = OperatingPoints.PredictiveValues(231 / 258.0, 54 / 86.0, 258 / 344.0);
        Assert.Equal(231 / 263.0, positive!.Value, 1e-12);
        Assert.Equal(54 / 81.0, negative!.Value, 1e-12);
    }

    [Fact]
    public void PredictiveValues_OfNoImages_AreNone()
    {
        Assert.Null(OperatingPoints.PredictiveValues(0, 1, 0.5).Positive);
        Assert.Null(OperatingPoints.PredictiveValues(1, 0, 0.5).Negative);
    }

    [Fact]
    public void PredictiveShares_HoldEveryValueBetweenTheBounds()
    {
        var (found, cleared) = (new BoundedShare(0.9, 0.85, 0.94), new BoundedShare(0.75, 0.72, 0.79));
        var shares = PredictiveShares.Of(found, cleared, 0.1);
        Assert.Equal(0.9 * 0.1 / (0.9 * 0.1 + 0.25 * 0.9), shares.Positive!.Value, 1e-12);
        for (var s = 0.85; s <= 0.94; s += 0.01)
        for (var t = 0.72; t <= 0.79; t += 0.01)
        {
            var (positive, negative) = OperatingPoints.PredictiveValues(s, t, 0.1);
            Assert.InRange(positive!.Value, shares.Positive.Low!.Value - 1e-12, shares.Positive.High!.Value + 1e-12);
            Assert.InRange(negative!.Value, shares.Negative!.Low!.Value - 1e-12, shares.Negative.High!.Value + 1e-12);
        }
        Assert.Equal(new(1, null, null), PredictiveShares.Of(new(1, null, null), new(1, 1, 1), 0.2).Positive);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Prevalence_ThatNoPlaceHas_IsRefused(double stated) =>
        Assert.StartsWith(
            "--prevalence",
            Assert.Throws<InputException>(() => PredictiveShares.Prevalence(stated)).Message
        );
}
