using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.Tests.Evaluation;

public sealed class BaselineFiguresTests
{
    const int Lesions = 60,
        Each = 2;

    /// <summary>Two images a lesion, half of the lesions malignant; a share of the answers is right.</summary>
    static Cases Answers(Func<int, bool> right)
    {
        int[] truth = [.. Enumerable.Range(0, Lesions * Each).Select(i => i / Each % 2)];
        float[][] probabilities =
        [
            .. truth.Select((t, i) => (float[])(right(i) == (t == 0) ? [0.8f, 0.2f] : [0.3f, 0.7f])),
        ];
        var said = new Predictions(truth, probabilities, [.. truth.Select((_, i) => $"L{i / Each}")], 2);
        return new(
            ["nv", "mel"],
            said,
            said,
            null,
            null,
            [(PriorFigures.Training, said), (PriorFigures.Uniform, said)],
            new([.. probabilities.Select(p => (double)p[1])], [.. truth.Select(t => t == 1)], [])
        );
    }

    static double Width(Figure f) => f.High!.Value - f.Low!.Value;

    [Fact]
    public void Of_TwoThatErrOnTheSameLesions_KnowsTheDifferenceBetterThanEither()
    {
        // Both are wrong on every third lesion, the baseline on every tenth image besides.
        Func<int, bool> own = i => i / Each % 3 != 0,
            other = i => own(i) && i % 10 != 9;
        var (model, baseline) = (Answers(own), Answers(other));
        var figures = BaselineFigures.Of("other", "ab", model, baseline);
        Assert.Equal(["training", "uniform"], figures.Priors.Select(p => p.Prior));

        var accuracy = figures.Priors[0].Accuracy;
        double Right(Func<int, bool> of) => Enumerable.Range(0, Lesions * Each).Average(i => of(i) ? 1.0 : 0);
        Assert.Equal(Right(other), accuracy.Value.Value, 1e-12);
        Assert.Equal(Right(own) - Right(other), accuracy.Difference!.Value, 1e-12);
        Assert.True(Width(accuracy.Difference) < Width(accuracy.Value) / 2);
        Assert.True(accuracy.Difference.Low > 0);
        Assert.True(figures.MalignancyArea!.Difference!.Value > 0);
        Assert.Null(figures.WithoutDifferences().Priors[0].Accuracy.Difference);
        Assert.Equal(accuracy.Value, figures.WithoutDifferences().Priors[0].Accuracy.Value);
    }

    [Fact]
    public void Of_HeadsThatWereNotCalibrated_ComparesTheirOwnAnswers()
    {
        var plain = Answers(i => i % 4 != 0) with { Priors = [], Malignancy = null };
        var figures = BaselineFigures.Of("untrained", null, plain, plain);
        Assert.Equal(PriorFigures.Uncalibrated, Assert.Single(figures.Priors).Prior);
        Assert.Equal(0.75, figures.Priors[0].Accuracy.Value.Value, 1e-12);
        Assert.Null(figures.MalignancyArea);
    }
}
