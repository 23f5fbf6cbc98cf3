using Platform.Training.Head;

namespace Platform.Training.Tests.Head;

public sealed class IsicScoreTests
{
    static IsicScore Score(int[] truth, float[][] probabilities) =>
        IsicScore.Of(new(truth, probabilities, [.. truth.Select((_, i) => $"{i}")], probabilities[0].Length));

    [Fact]
    public void BalancedAccuracy_AnUndecidedImageIsWrong()
    {
        // Class 0: one right, one tied; class 1: right; class 2 has no image.
        Assert.Equal(
            (0.5 + 1) / 2,
            Score(
                [0, 0, 1],
                [
                    [0.8f, 0.1f, 0.1f],
                    [0.45f, 0.45f, 0.1f],
                    [0.2f, 0.6f, 0.2f],
                ]
            ).BalancedAccuracy,
            12
        );
    }

    [Fact]
    public void Categories_CountAboveOneHalfOnly()
    {
        // Of class 0: 0.5 exactly is negative, 0.4 is the maximum of its row but negative.
        var score = Score(
            [0, 0, 0, 1],
            [
                [0.7f, 0.2f, 0.1f],
                [0.5f, 0.3f, 0.2f],
                [0.4f, 0.35f, 0.25f],
                [0.6f, 0.2f, 0.2f],
            ]
        );
        var c = score.Categories[0];
        Assert.Equal((1 / 4.0, 1 / 3.0, 0.0), (c.Accuracy, c.Sensitivity, c.Specificity)); // TP 1, FN 2, FP 1, TN 0
        Assert.Equal((2 / 5.0, 0.5, 0.0), (c.Dice, c.Ppv, c.Npv));
        Assert.Equal(1 / 3.0, c.Auc!.Value, 12); // above one of three
    }

    [Fact]
    public void Categories_UndefinedRatiosAreOne()
    {
        var c = Score(
            [0, 1],
            [
                [0.9f, 0.1f, 0],
                [0.1f, 0.9f, 0],
            ]
        ).Categories[2]; // never true, never predicted
        Assert.Equal((1.0, 1.0, 1.0, 1.0, 1.0, 1.0), (c.Accuracy, c.Sensitivity, c.Specificity, c.Dice, c.Ppv, c.Npv));
        Assert.Null(c.Auc);
    }
}
