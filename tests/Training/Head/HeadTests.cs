using System.Text.Json.Nodes;
using Platform.Training.Head;

namespace Platform.Training.Tests.Head;

public sealed class HeadTests
{
    [Fact]
    public void ConfusionMatrix_FiguresAreTheirDefinitions()
    {
        // Class 0: 3 of 4 found; class 1: 1 of 2; class 2: no rows.
        var matrix = new ConfusionMatrix([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 2], 3);
        Assert.Equal(4 / 6.0, matrix.Accuracy, 12);
        Assert.Equal((0.75 + 0.5) / 2, matrix.BalancedAccuracy, 12);
        Assert.Equal([0.75, 0.5, null], matrix.Recall);
        Assert.Equal([1.0, 0.75, 5 / 6.0], matrix.Specificity);
        Assert.Equal(
            [
                [3, 1, 0],
                [0, 1, 1],
                [0, 0, 0],
            ],
            matrix.Counts
        );
    }

    [Fact]
    public void PaperAccuracy_DeviationIsTheSamples()
    {
        var accuracy = new AccuracyOverSeeds([0.5, 0.7, 0.9]);
        Assert.Equal(0.7, accuracy.Mean, 12);
        Assert.Equal(0.2, accuracy.StandardDeviation, 12);
        Assert.Equal(0, new AccuracyOverSeeds([0.5]).StandardDeviation);
    }

    [Fact]
    public void PaperHead_LearnsWhatIsSeparableAndOnlyThat()
    {
        var random = new Random(3);
        var labels = Enumerable.Range(0, 300).Select(i => i % 3).ToArray();
        float[][] Draw(float signal) =>
            [
                .. labels.Select(l =>
                    Enumerable
                        .Range(0, 16)
                        .Select(f => (float)(random.NextDouble() - 0.5) + (f == l ? signal : 0))
                        .ToArray()
                ),
            ];
        var protocol = new PaperHead(Epochs: 40, LearningRate: 1e-2, BatchSize: 64, Seeds: 2);

        var separable = Draw(3);
        var accuracy = protocol.Evaluate(separable, labels, 3);
        Assert.All(accuracy.Runs, a => Assert.InRange(a, 0.98, 1));
        Assert.InRange(protocol.Evaluate(Draw(0), labels, 3).Mean, 0.15, 0.55); // chance is a third
    }

    [Fact]
    public void PaperHead_DependsOnItsSeedAlone()
    {
        var random = new Random(4);
        var labels = Enumerable.Range(0, 100).Select(i => i % 2).ToArray();
        float[][] embeddings =
        [
            .. labels.Select(l =>
                Enumerable.Range(0, 8).Select(f => (float)random.NextDouble() + (f == l ? 0.2f : 0)).ToArray()
            ),
        ];
        var protocol = new PaperHead(Epochs: 5, LearningRate: 1e-2, BatchSize: 32, Seeds: 3);
        Assert.Equal(
            protocol.Evaluate(embeddings, labels, 2, seed: 1).Runs,
            protocol.Evaluate(embeddings, labels, 2, seed: 1).Runs
        );
        // A run is named by its seed: the second of seed 1 is the first of seed 2.
        Assert.Equal(
            protocol.Evaluate(embeddings, labels, 2, seed: 1).Runs[1],
            protocol.Evaluate(embeddings, labels, 2, seed: 2).Runs[0]
        );
    }

    [Fact]
    public void ToJson_IsFlatAndNullWhereThereIsNothingToMeasure()
    {
        float[][] answers =
        [
            [0.9f, 0.1f],
            [0.2f, 0.8f],
            [0.6f, 0.4f],
            [0.3f, 0.7f],
            [0.8f, 0.2f],
            [0.1f, 0.9f],
        ];
        var test = new Predictions([0, 0, 0, 0, 0, 0], answers, ["a", "b", "c", "d", "e", "e"], 2);
        var other = new ConfusionMatrix([0, 0], [0, 0], 2);
        var paper = new AccuracyOverSeeds([0.5]);
        var metrics = new HeadMetrics(["nv", "mel"], 7, test, other, other, paper, null)
        {
            L2 = 10,
            Seed = 1,
            NearestNeighbours = other,
            Splits = [test.Confusion, other],
        };
        var json = JsonNode.Parse(metrics.ToJson().ToJsonString())!;
        Assert.Equal(0.5, (double)json["accuracy"]!);
        Assert.InRange((double)json["accuracy_ci_low"]!, 0, 0.5);
        Assert.InRange((double)json["accuracy_ci_high"]!, 0.5, 1);
        Assert.Equal(0.75, (double)json["split_accuracy_mean"]!);
        Assert.Equal(1, (double)json["knn_accuracy"]!);
        Assert.Equal(0.5, (double)json["recall_nv"]!);
        Assert.Equal(0.5, (double)json["paper_accuracy_mean"]!);
        foreach (
            var missing in new[]
            {
                "recall_mel",
                "sensitivity_mel",
                "specificity_nv",
                "auc_nv",
                "auc",
                "random_encoder_paper_accuracy_mean",
            }
        )
        {
            Assert.True(json.AsObject().ContainsKey(missing), missing);
            Assert.Null(json[missing]);
        }
        Assert.Equal(7, (int)json["train_images"]!);
        Assert.Equal(6, (int)json["test_images"]!);
        Assert.Equal(3, (int)json["confusion"]![0]![1]!);

        var few = new Predictions([0, 0, 0, 0], answers[..4], ["a", "b", "c", "c"], 2);
        var withheld = JsonNode.Parse((metrics with { Trained = few }).ToJson().ToJsonString())!;
        Assert.Equal(0.5, (double)withheld["accuracy"]!);
        Assert.Null(withheld["accuracy_ci_low"]);
        Assert.Null(withheld["accuracy_ci_high"]);
    }
}
