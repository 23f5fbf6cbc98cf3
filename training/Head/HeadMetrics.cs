using System.Text.Json.Nodes;

namespace Platform.Training.Head;

/// <summary>
/// What metrics.json holds, one level deep. Of the head on the held-out images, after its last step: <c>accuracy</c>,
/// <c>balanced_accuracy</c> (mean recall over the classes that have test images), each with the 95 % interval over
/// resampled
/// test lesions, of the second within the classes, as <c>_ci_low</c>, <c>_ci_high</c>, null where a class has too few
/// lesions; <c>recall_CODE</c> = <c>sensitivity_CODE</c>, <c>specificity_CODE</c> of the most probable class;
/// <c>auc_CODE</c>, class against the others, and <c>auc</c>, their mean; the ISIC challenges' figures
/// (<see cref="IsicScore"/>): <c>isic_balanced_accuracy</c>, and <c>isic_FIGURE</c>, the mean over the classes.
/// <c>split_accuracy_mean</c>, <c>_std</c> and <c>split_balanced_accuracy_mean</c>, <c>_std</c>: of heads on
/// <c>splits</c> other splits by lesion. <c>knn_accuracy</c>, <c>knn_balanced_accuracy</c>: of
/// <see cref="WeightedKnn"/> on the embeddings. <c>majority_accuracy</c> and <c>majority_balanced_accuracy</c>: of
/// always naming the most frequent training class; <c>random_encoder_accuracy</c> and
/// <c>random_encoder_balanced_accuracy</c>: of the same head on an untrained encoder; <c>paper_accuracy_mean</c>,
/// <c>_std</c> and <c>random_encoder_paper_accuracy_mean</c>, <c>_std</c>: by the paper's protocol, null with --labels;
/// <c>train_images</c>, of which the head used the labels; <c>test_images</c>; <c>l2</c>, the weight of the head's L2
/// term; <c>classes</c> and <c>confusion</c> (rows are true classes) in the order of the classes. All figures are
/// shares in [0, 1]; one is null where the test images do not define it.
/// </summary>
public sealed record HeadMetrics(
    IReadOnlyList<string> Classes,
    int TrainImages,
    Predictions Trained,
    ConfusionMatrix Majority,
    ConfusionMatrix RandomEncoder,
    AccuracyOverSeeds? Paper,
    AccuracyOverSeeds? RandomEncoderPaper
)
{
    /// <summary>Weight of the head's L2 term.</summary>
    public required float L2 { get; init; }

    /// <summary>Of the resampling.</summary>
    public required int Seed { get; init; }

    public required IReadOnlyList<ConfusionMatrix> Splits { get; init; }
    public required ConfusionMatrix NearestNeighbours { get; init; }

    public AccuracyOverSeeds SplitAccuracy => new([.. Splits.Select(s => s.Accuracy)]);
    public AccuracyOverSeeds SplitBalancedAccuracy => new([.. Splits.Select(s => s.BalancedAccuracy)]);
    public (double Low, double High)? AccuracyInterval => Trained.Interval(m => m.Accuracy, Seed);
    public (double Low, double High)? BalancedAccuracyInterval =>
        Trained.Interval(m => m.BalancedAccuracy, Seed, byClass: true);

    /// <summary>Of each class against the others.</summary>
    public IReadOnlyList<double?> Auc => AucOf(Classes, Trained);

    public JsonObject ToJson()
    {
        var json = OfHead(Classes, Trained, Seed);
        Add(json, "split_accuracy", SplitAccuracy);
        Add(json, "split_balanced_accuracy", SplitBalancedAccuracy);
        (json["knn_accuracy"], json["knn_balanced_accuracy"]) = (
            NearestNeighbours.Accuracy,
            NearestNeighbours.BalancedAccuracy
        );
        (json["majority_accuracy"], json["majority_balanced_accuracy"]) = (
            Majority.Accuracy,
            Majority.BalancedAccuracy
        );
        (json["random_encoder_accuracy"], json["random_encoder_balanced_accuracy"]) = (
            RandomEncoder.Accuracy,
            RandomEncoder.BalancedAccuracy
        );
        Add(json, "paper_accuracy", Paper);
        Add(json, "random_encoder_paper_accuracy", RandomEncoderPaper);
        (json["train_images"], json["test_images"], json["splits"], json["l2"]) = (
            TrainImages,
            Trained.Truth.Count,
            Splits.Count,
            L2
        );
        json["classes"] = new JsonArray([.. Classes.Select(c => (JsonNode)c)]);
        json["confusion"] = new JsonArray([
            .. Trained.Confusion.Counts.Select(row => (JsonNode)new JsonArray([.. row.Select(n => (JsonNode)n)])),
        ]);
        return json;
    }

    /// <summary>The figures that are of the head's answers alone.</summary>
    /// <param name="said">of the held-out images</param>
    public static JsonObject OfHead(IReadOnlyList<string> classes, Predictions said, int seed)
    {
        var (confusion, isic) = (said.Confusion, IsicScore.Of(said));
        var json = new JsonObject
        {
            ["accuracy"] = confusion.Accuracy,
            ["balanced_accuracy"] = confusion.BalancedAccuracy,
        };
        Add(json, "accuracy", said.Interval(m => m.Accuracy, seed));
        Add(json, "balanced_accuracy", said.Interval(m => m.BalancedAccuracy, seed, byClass: true));
        IReadOnlyList<double?> auc = AucOf(classes, said);
        json["auc"] = auc.Average();
        foreach (
            var (name, of) in new[]
            {
                ("recall", confusion.Recall),
                ("sensitivity", confusion.Recall),
                ("specificity", confusion.Specificity),
                ("auc", auc),
            }
        )
            for (var c = 0; c < classes.Count; c++)
                json[$"{name}_{classes[c]}"] = of[c];
        json["isic_balanced_accuracy"] = isic.BalancedAccuracy;
        foreach (var (name, value) in isic.Macro)
            json[$"isic_{name}"] = value;
        return json;
    }

    static double?[] AucOf(IReadOnlyList<string> classes, Predictions said) =>
        [.. Enumerable.Range(0, classes.Count).Select(c => said.Roc(c)?.Area)];

    static void Add(JsonObject json, string name, (double Low, double High)? interval) =>
        (json[$"{name}_ci_low"], json[$"{name}_ci_high"]) = (interval?.Low, interval?.High);

    static void Add(JsonObject json, string name, AccuracyOverSeeds? accuracy) =>
        (json[$"{name}_mean"], json[$"{name}_std"]) = (
            accuracy is { Runs.Count: > 0 } ? accuracy.Mean : null,
            accuracy is { Runs.Count: > 0 } ? accuracy.StandardDeviation : null
        );
}
