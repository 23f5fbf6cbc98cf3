using Platform.Training.Head;

namespace Platform.Training.Experiments;

/// <summary>A figure of metrics.json that the report shows, a share in [0, 1].</summary>
/// <param name="Deviation">key of its deviation over splits, where there is one</param>
/// <param name="Low">key of the lower end of its 95 % interval, where there is one</param>
/// <param name="Figure">how it follows from answers, where it follows from the most probable classes alone</param>
/// <param name="ByClass">it is a mean over the classes, so that lesions are resampled within them</param>
public sealed record Measure(
    string Name,
    string Key,
    string? Deviation = null,
    string? Low = null,
    string? High = null,
    Func<ConfusionMatrix, double>? Figure = null,
    bool ByClass = false
)
{
    public static readonly Measure Accuracy =
            new("accuracy", "accuracy", Low: "accuracy_ci_low", High: "accuracy_ci_high", Figure: m => m.Accuracy),
        BalancedAccuracy =
            new(
                "balanced accuracy",
                "balanced_accuracy",
                Low: "balanced_accuracy_ci_low",
                High: "balanced_accuracy_ci_high",
                Figure: m => m.BalancedAccuracy,
                ByClass: true
            ),
        PaperAccuracy = new("accuracy by the paper's protocol", "paper_accuracy_mean", "paper_accuracy_std");

    public static readonly IReadOnlyList<Measure> All =
    [
        Accuracy,
        BalancedAccuracy,
        new("accuracy over new splits", "split_accuracy_mean", "split_accuracy_std"),
        new("balanced over new splits", "split_balanced_accuracy_mean", "split_balanced_accuracy_std"),
        new("AUC", "auc"),
        new("kNN accuracy", "knn_accuracy"),
        PaperAccuracy,
    ];
}
