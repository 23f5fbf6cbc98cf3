using System.Text.Json.Nodes;

namespace Platform.Training.Head;

/// <summary>
/// What metrics.json holds, one level deep: <c>accuracy</c>, <c>balanced_accuracy</c> (mean recall over the classes that
/// have test images) and <c>recall_CODE</c> of the head on the held-out images; <c>majority_accuracy</c> and
/// <c>majority_balanced_accuracy</c> of always naming the most frequent training class; <c>random_encoder_accuracy</c> and
/// <c>random_encoder_balanced_accuracy</c> of the same head on an untrained encoder; <c>paper_accuracy_mean</c>, <c>_std</c>
/// and <c>random_encoder_paper_accuracy_mean</c>, <c>_std</c> by the paper's protocol; <c>train_images</c>,
/// <c>test_images</c>; <c>l2</c>, the weight of the head's L2 term; <c>classes</c> and <c>confusion</c> (rows are true classes) in the order of the classes.
/// All figures are shares in [0, 1]; a recall is null where the class has no test image.
/// </summary>
public sealed record HeadMetrics(IReadOnlyList<string> Classes, int TrainImages, ConfusionMatrix Trained, ConfusionMatrix Majority, ConfusionMatrix RandomEncoder,
    PaperAccuracy Paper, PaperAccuracy RandomEncoderPaper)
{
    /// <summary>Weight of the head's L2 term.</summary>
    public required float L2 { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["accuracy"] = Trained.Accuracy, ["balanced_accuracy"] = Trained.BalancedAccuracy,
            ["majority_accuracy"] = Majority.Accuracy, ["majority_balanced_accuracy"] = Majority.BalancedAccuracy,
            ["random_encoder_accuracy"] = RandomEncoder.Accuracy, ["random_encoder_balanced_accuracy"] = RandomEncoder.BalancedAccuracy,
            ["paper_accuracy_mean"] = Paper.Mean, ["paper_accuracy_std"] = Paper.StandardDeviation,
            ["random_encoder_paper_accuracy_mean"] = RandomEncoderPaper.Mean, ["random_encoder_paper_accuracy_std"] = RandomEncoderPaper.StandardDeviation,
            ["train_images"] = TrainImages, ["test_images"] = Trained.Total, ["l2"] = L2,
        };
        foreach (var (code, recall) in Classes.Zip(Trained.Recall)) json[$"recall_{code}"] = recall;
        json["classes"] = new JsonArray([.. Classes.Select(c => (JsonNode)c)]);
        json["confusion"] = new JsonArray([.. Trained.Counts.Select(row => (JsonNode)new JsonArray([.. row.Select(n => (JsonNode)n)]))]);
        return json;
    }
}
