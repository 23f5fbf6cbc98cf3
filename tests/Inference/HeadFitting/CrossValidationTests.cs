using Platform.Inference.HeadFitting;
using Platform.Shared;

namespace Platform.Inference.Tests.HeadFitting;

public class CrossValidationTests
{
    static readonly string[] Classes = ["a", "b"];

    /// <summary>Noise, each image twice: nothing can be learned from it but the copies.</summary>
    static (float[][] Embeddings, int[] Labels, string[] Pairs) Copies(int pairs)
    {
        var random = new Random(5);
        float[][] different =
        [
            .. Enumerable
                .Range(0, pairs)
                .Select(_ => Enumerable.Range(0, 40).Select(_ => random.NextSingle()).ToArray()),
        ];
        return (
            [.. different, .. different],
            [.. Enumerable.Range(0, 2 * pairs).Select(i => i % pairs % 2)],
            [.. Enumerable.Range(0, 2 * pairs).Select(i => $"{i % pairs}")]
        );
    }

    static double Accuracy(IReadOnlyList<string> groups)
    {
        var (embeddings, labels, _) = Copies(60);
        var folds = Folds.Of(groups, labels, Classes, 5, seed: 1);
        var result = CrossValidation.Run(embeddings, labels, 2, folds, 5, () => { }, CancellationToken.None);
        return HeadScores.Of(result.OutOfFold, labels, 2).Accuracy;
    }

    [Fact]
    public void Run_WithGroups_DoesNotLearnFromCopies()
    {
        var pairs = Copies(60).Pairs;
        var alone = Enumerable.Range(0, 120).Select(i => $"{i}").ToArray();
        Assert.InRange(Accuracy(pairs), 0.3, 0.7);
        Assert.True(Accuracy(alone) > 0.75, "or this test would show nothing");
    }

    [Fact]
    public void Folds_KeepGroupsWhole_AndSpreadTheClasses()
    {
        var random = new Random(2);
        string[] groups = [.. Enumerable.Range(0, 200).Select(_ => $"{random.Next(70)}")];
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? 1 : 0)];
        var folds = Folds.Of(groups, labels, Classes, 5, seed: 3);
        foreach (var group in Enumerable.Range(0, 200).GroupBy(i => groups[i]))
            Assert.Single(group.Select(i => folds[i]).Distinct());
        for (var f = 0; f < 5; f++)
        {
            Assert.InRange(folds.Count(x => x == f), 30, 50);
            Assert.InRange(Enumerable.Range(0, 200).Count(i => folds[i] == f && labels[i] == 1), 2, 7);
        }
        Assert.Equal(folds, Folds.Of(groups, labels, Classes, 5, seed: 3));
    }

    [Fact]
    public void Folds_OfAClassInTwoGroups_AreRefused()
    {
        var error = Assert.Throws<InputException>(() =>
            Folds.Of(["p", "p", "q", "r", "s", "t"], [1, 1, 1, 0, 0, 0], Classes, 3, 0)
        );
        Assert.StartsWith("class b: its images are of 2 lesions or patients only", error.Message);
    }

    [Fact]
    public void HeadScores_OfFourImages_AreTheFormulas()
    {
        var scores = HeadScores.Of(
            [
                [0.5f, 0.5f],
                [0.25f, 0.75f],
                [0.75f, 0.25f],
                [0.125f, 0.875f],
            ],
            [0, 0, 0, 1],
            2
        );
        Assert.Equal((0.75, (2 / 3.0 + 1) / 2), (scores.Accuracy, scores.BalancedAccuracy));
        Assert.Equal(-(Math.Log(0.5) + Math.Log(0.25) + Math.Log(0.75) + Math.Log(0.875)) / 4, scores.CrossEntropy, 12);
    }
}
