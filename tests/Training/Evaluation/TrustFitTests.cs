using Platform.Shared;
using Platform.Shared.Head;
using Platform.Shared.Trust;
using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.Tests.Evaluation;

public sealed class TrustFitTests
{
    const int Features = 6,
        Classes = 3;
    static readonly string[] Names = ["a", "b", "c"];
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
        var trust = TrustFit.Of(
            head,
            FittedShares.Of(fit.Labels, Classes, ClassWeights.None),
            Names,
            density,
            kept.Embeddings,
            kept.Labels,
            kept.Lesions,
            Options
        );
        var cases = Cases.Of(
            head,
            head.Calibrated(trust.Calibration),
            trust.Trust,
            density,
            test.Embeddings,
            Names,
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
        Assert.Equal(4 + 2 + 2 + 2, Evaluator.Parts(cases, [("half", ["a", "b"])]));
    }

    /// <summary>Of ten images eight are of class a; b and c have one each.</summary>
    static (float[][] Embeddings, int[] Labels, string[] Lesions) Uneven(int count, int seed)
    {
        var all = Clouds(count, seed);
        int[] kept = [.. Enumerable.Range(0, count).Where(i => all.Labels[i] == 0 || i / Classes % 8 == 0)];
        return (
            [.. kept.Select(k => all.Embeddings[k])],
            [.. kept.Select(k => all.Labels[k])],
            [.. kept.Select(k => all.Lesions[k])]
        );
    }

    [Fact]
    public void Of_UnevenClasses_GivesTheRuleForEqualOnes_AndThresholdsThatFindWhatTheyPromise()
    {
        var (fit, kept, test) = (Uneven(1200, 6), Uneven(6000, 7), Uneven(9000, 8));
        var head = LinearHead.Fit(fit.Embeddings, fit.Labels, Classes);
        var density = EmbeddingDensity.Fit(fit.Embeddings, fit.Labels, Classes);
        var options = Options with { Malignant = ["b", "c"] };
        var trust = TrustFit.Of(
            head,
            FittedShares.Of(fit.Labels, Classes, ClassWeights.None),
            Names,
            density,
            kept.Embeddings,
            kept.Labels,
            kept.Lesions,
            options
        );
        Assert.All(trust.Trust.Priors!.Training.Zip([0.8, 0.1, 0.1]), p => Assert.Equal(p.Second, p.First, 1e-9));
        Assert.Equal([false, true, true], trust.Trust.Malignancy!.Malignant);

        var calibrated = head.Calibrated(trust.Calibration);
        var cases = Cases.Of(
            head,
            calibrated,
            trust.Trust,
            density,
            test.Embeddings,
            Names,
            [0, 1, 2],
            test.Labels,
            test.Lesions
        );
        var result = Evaluator.Of(cases, trust.Trust, [], "clouds", new('0', 64), "test", true);
        Assert.Equal(4 + 2 + 3, Evaluator.Parts(cases, []));

        // Divided by their shares by hand, the answers are those of the rule for equal classes.
        var expected = test.Embeddings.Select(e =>
        {
            var p = Judgement.Of(calibrated, null, null, e).Probabilities;
            double[] divided = [.. p.Zip(trust.Trust.Priors!.Training, (p, share) => p / share)];
            return Array.IndexOf(divided, divided.Max());
        });
        Assert.Equal(expected, cases.Priors.Single(p => p.Name == PriorFigures.Uniform).Answers.Predicted);
        var uniform = result.Priors.Single(p => p.Prior == PriorFigures.Uniform);
        Assert.True(uniform.BalancedAccuracy.Value > result.BalancedAccuracy.Value + 0.05);
        Assert.True(uniform.Accuracy.Value < result.Accuracy.Value);

        // A head that is to answer for equal classes gives these answers itself, and the same scores.
        var forUniform = TrustFit.Of(
            head,
            FittedShares.Of(fit.Labels, Classes, ClassWeights.None),
            Names,
            density,
            kept.Embeddings,
            kept.Labels,
            kept.Lesions,
            options with
            {
                Prior = PriorOptions.Uniform,
            }
        );
        var first = test.Embeddings[0];
        var answer = Judgement.Of(head.Calibrated(forUniform.Calibration), forUniform.Trust, null, first);
        var before = Judgement.Of(calibrated, trust.Trust, null, first);
        Assert.All(before.Uniform!.Zip(answer.Probabilities), p => Assert.Equal(p.First, p.Second, 1e-5f));
        Assert.All(before.Probabilities.Zip(answer.Training!), p => Assert.Equal(p.First, p.Second, 1e-5f));
        Assert.Equal(before.Malignancy!.Score, answer.Malignancy!.Score, 1e-5);

        var malignancy = result.Malignancy!;
        Assert.Equal(test.Labels.Count(l => l > 0), malignancy.Images);
        Assert.Equal([0.9, 0.95], malignancy.Points.Select(p => p.Stated));
        Assert.All(malignancy.Points, p => Assert.InRange(p.Sensitivity!.Value, p.Stated - 0.03, p.Stated + 0.03));
        Assert.All(malignancy.Points, p => Assert.InRange(p.Specificity!.Value, 0.1, 0.9));

        // The area is the chance that a malignant image scores above a benign one.
        double[] Scores(bool malignant) =>
            [.. cases.Malignancy!.Scores.Where((_, i) => cases.Malignancy.Malignant[i] == malignant)];
        var (above, below) = (Scores(true), Scores(false));
        Assert.Equal(
            above.Average(a =>
                below.Average(b =>
                    a > b ? 1
                    : a < b ? 0
                    : 0.5
                )
            ),
            malignancy.Area!.Value,
            1e-4
        );
        Assert.InRange(malignancy.Area.Value, malignancy.Area.Low!.Value, malignancy.Area.High!.Value);

        // At the share of these images, predictive values are plain counts.
        Assert.Equal(malignancy.Images / (double)test.Labels.Length, malignancy.Prevalence!.Value, 1e-12);
        var cut = malignancy.Points[0];
        Assert.Equal(
            above.Count(a => a >= cut.Threshold) / (double)above.Concat(below).Count(s => s >= cut.Threshold),
            cut.Positive!.Value,
            1e-9
        );
        Assert.InRange(cut.Negative!.Value, cut.Negative.Low!.Value, cut.Negative.High!.Value);
    }

    /// <summary>
    /// A head whose classes counted alike answers for equal shares by itself, and for those of its images after Bayes'
    /// rule: there the mean probability of each class is its share.
    /// </summary>
    [Fact]
    public void Of_AHeadOfBalancedClasses_KnowsForWhichSharesItAnswers()
    {
        var (fit, kept, test) = (Uneven(1200, 6), Uneven(6000, 7), Uneven(9000, 8));
        var weights = ClassWeighting.Of(ClassWeights.Balanced, fit.Labels, Classes);
        Assert.Equal(fit.Labels.Length, weights!.Sum(), 1e-3);
        var head = LinearHead.Fit(fit.Embeddings, fit.Labels, Classes, 1, weights);
        var plain = LinearHead.Fit(fit.Embeddings, fit.Labels, Classes);
        ProbabilityFit Fit(LinearHead of, ClassWeights with, PriorOptions prior) =>
            ProbabilityFit.Of(
                of,
                FittedShares.Of(fit.Labels, Classes, with),
                Names,
                kept.Embeddings,
                kept.Labels,
                kept.Lesions,
                Options with
                {
                    Prior = prior,
                }
            );
        var balanced = Fit(head, ClassWeights.Balanced, PriorOptions.Uniform);
        Assert.InRange(balanced.Calibration.Temperature, 0.85, 1.15);
        Assert.Equal(Prior.Uniform, balanced.Priors.AnswersFor());
        Assert.All(balanced.Calibration.Shift!, s => Assert.Equal(0, s, 1e-9)); // it answers so by itself
        Assert.All(balanced.Priors.Training.Zip([0.8, 0.1, 0.1]), p => Assert.Equal(p.Second, p.First, 1e-9));

        var usual = Fit(plain, ClassWeights.None, PriorOptions.Training);
        Judgement[] Said(LinearHead of, ProbabilityFit by) =>
            [.. test.Embeddings.Select(e => Judgement.Of(of.Calibrated(by.Calibration), by.Trust, null, e))];
        var (said, other) = (Said(head, balanced), Said(plain, usual));
        for (var c = 0; c < Classes; c++)
        {
            var share = test.Labels.Count(l => l == c) / (double)test.Labels.Length;
            Assert.Equal(share, said.Average(s => s.Training![c]), 0.02);
            if (c > 0)
                Assert.True(said.Average(s => s.Probabilities[c]) > share + 0.05);
        }
        Assert.InRange(said.Zip(other, (a, b) => Math.Abs(a.Training![0] - b.Training![0])).Average(), 0, 0.03);
        Assert.InRange(said.Zip(other, (a, b) => Math.Abs(a.Uniform![0] - b.Uniform![0])).Average(), 0, 0.06);

        // Asked for the shares of its images, it answers for these.
        var back = Said(head, Fit(head, ClassWeights.Balanced, PriorOptions.Training));
        Assert.All(back.Zip(said), p => Assert.Equal(p.Second.Training![1], p.First.Probabilities[1], 1e-5f));
    }

    [Theory]
    [InlineData("mel nv", "true false")]
    [InlineData("AK BCC NV SCC", "true true false true")]
    [InlineData("nv vasc", "")] // nothing to tell apart
    [InlineData("mel bcc", "")]
    public void MalignantOf_KnowsTheCodesOfTheDataSets(string classes, string expected) =>
        Assert.Equal(
            expected,
            string.Join(' ', Options.MalignantOf(classes.Split(' '))?.Select(m => $"{m}".ToLowerInvariant()) ?? [])
        );

    [Fact]
    public void MalignantOf_ACodeThatIsNoClass_SaysWhichThereAre() =>
        Assert.Equal(
            "--malignant nevus: none of the classes (mel, nv)",
            Assert
                .Throws<InputException>(() => (Options with { Malignant = ["nevus"] }).MalignantOf(["mel", "nv"]))
                .Message
        );

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
                    FittedShares.Of(fit.Labels, Classes, ClassWeights.None),
                    Names,
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
