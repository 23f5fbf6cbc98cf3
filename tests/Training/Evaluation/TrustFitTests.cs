using Platform.Shared.Head;
using Platform.Shared.Trust;
using Platform.Training.Evaluation;

namespace Platform.Training.Tests.Evaluation;

public sealed class TrustFitTests
{
    const int Features = 6,
        Classes = 3;
    static readonly TrustOptions Options = new(Scaling.Temperature, 0.9, true, 0.05);

    /// <summary>Overlapping clouds, so that a head without regularisation is too sure of itself.</summary>
    static (float[][] Embeddings, int[] Labels, string[] Lesions) Clouds(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % Classes)];
        return (
            [
                .. labels.Select(l =>
                    Enumerable.Range(0, Features).Select(f => (float)(Normal() + (f == l ? 1.2 : 0))).ToArray()
                ),
            ],
            labels,
            [.. labels.Select((_, i) => $"L{i}")]
        );
    }

    [Fact]
    public void Of_CalibratesCoversAndRejects_OnImagesThatItHasNotSeen()
    {
        var (fit, kept, test) = (Clouds(45, 1), Clouds(600, 2), Clouds(3000, 3));
        var head = LinearHead.Fit(fit.Embeddings, fit.Labels, Classes, 0.001f);
        var density = EmbeddingDensity.Fit(fit.Embeddings, fit.Labels, Classes);
        var trust = TrustFit.Of(head, density, kept.Embeddings, kept.Labels, kept.Lesions, Options);
        var cases = Cases.Of(
            head,
            head.Calibrated(trust.Calibration),
            trust.Trust,
            density,
            test.Embeddings,
            ["a", "b", "c"],
            [0, 1, 2],
            test.Labels,
            test.Lesions
        );
        var result = Evaluator.Of(
            cases,
            trust.Trust,
            [("half", [.. test.Labels.Select((_, i) => i < 2980 ? "most" : "few")])],
            "clouds",
            new('0', 64),
            "test",
            true
        );
        Assert.True(trust.Calibration.Temperature > 1.2);
        Assert.True(result.AfterCalibration.Error.Value < result.BeforeCalibration.Error.Value / 2);
        Assert.True(result.AfterCalibration.LogLoss.Value < result.BeforeCalibration.LogLoss.Value);
        Assert.Equal(result.Accuracy.Value, cases.Before.Confusion.Accuracy, 1e-9); // a temperature changes no answer
        Assert.InRange(result.Sets!.Coverage.Value, 0.87, 0.93);
        Assert.All(result.Sets.ByClass, c => Assert.InRange(c.Coverage!.Value, 0.84, 0.96));
        Assert.InRange(result.Unlike!.Rejected.Value, 0.03, 0.08);
        Assert.InRange(result.Accuracy.Value, result.Accuracy.Low!.Value, result.Accuracy.High!.Value);
        Assert.Equal(
            [("few", 20, true), ("most", 2980, false)],
            result.Subgroups.Select(s => (s.Group, s.Images, s.Few))
        );
        Assert.Equal(4 + 2 + 2, Evaluator.Parts(cases, [("half", ["a", "b"])]));
    }

    /// <summary>
    /// Where the classes are shifted against the calibration images, vector scaling pays; on few images it does not,
    /// and the temperature is kept.
    /// </summary>
    [Fact]
    public void Of_TakesVectorScaling_OnlyWhereItDoesNotWorsen()
    {
        var (fit, kept) = (Clouds(60, 4), Clouds(900, 5));
        var head = LinearHead.Fit(fit.Embeddings, fit.Labels, Classes, 0.001f);
        var density = EmbeddingDensity.Fit(fit.Embeddings, fit.Labels, Classes);
        CalibrationSpecOf shifted = rows =>
            TrustFit
                .Of(
                    head,
                    density,
                    [.. rows.Select(i => kept.Embeddings[i])],
                    [.. rows.Select(i => kept.Labels[i])],
                    [.. rows.Select(i => kept.Lesions[i])],
                    Options with
                    {
                        Scaling = Scaling.Vector,
                    }
                )
                .Calibration;
        Assert.NotNull(shifted([.. Enumerable.Range(0, 900).Where(i => i % Classes != 0 || i % 27 == 0)]).Scale);
        Assert.Null(shifted([.. Enumerable.Range(0, 24)]).Scale);
    }

    delegate Shared.Head.CalibrationSpec CalibrationSpecOf(int[] rows);

    /// <summary>
    /// A head of eight classes judged in the seven of another data set: two of its probabilities add up.
    /// </summary>
    [Fact]
    public void Cases_AddUpProbabilitiesOfClassesThatAreOneElsewhere()
    {
        var (fit, test) = (Clouds(60, 6), Clouds(30, 7));
        var head = LinearHead.Fit(fit.Embeddings, fit.Labels, Classes);
        var cases = Cases.Of(
            head,
            head,
            null,
            null,
            test.Embeddings,
            ["x", "y"],
            [0, 1, 1],
            [.. test.Labels.Select(l => Math.Min(l, 1))],
            test.Lesions
        );
        Assert.Null(cases.Sets);
        Assert.Null(cases.Distances);
        for (var i = 0; i < 30; i++)
        {
            var p = new float[3];
            head.Probabilities(test.Embeddings[i], p);
            Assert.Equal(p[1] + p[2], cases.After.Probabilities[i][1], 1e-6f);
        }
    }
}
