using System.Text.Json.Nodes;

namespace Platform.Shared.Formats;

/// <summary>The JSON files of a head's folder, which publish joins to a bundle and which tools read.</summary>
/// <remarks>Up to this release none of them said its kind.</remarks>
public static class HeadContracts
{
    public const string MetricsName = "metrics.json",
        EvaluationName = "evaluation.json";

    /// <summary>What an evaluation calls ImageNet's weights as they are.</summary>
    public const string FrozenImageNet = "imagenet, frozen";

    /// <summary>The head's figures on held-out images, by name, beside those without training.</summary>
    public static readonly FileContract Metrics = new("head metrics", 1, "head")
    {
        Unmarked = Has("accuracy", "train_images"),
    };

    /// <summary>Calibration and thresholds.</summary>
    public static readonly FileContract Trust = new("head trust", 1, "head")
    {
        Unmarked = Has("calibration", "trust", "images"),
    };

    /// <summary>What was measured on labelled images.</summary>
    public static readonly FileContract Evaluation = new("evaluation", 1, "head or evaluate")
    {
        Unmarked = Has("classes", "confusion"),
    };

    /// <summary>Counts of the labelled images.</summary>
    public static readonly FileContract Data = new("data summary", 1, "head") { Unmarked = Has("images", "groups") };

    static Func<JsonObject, int?> Has(params string[] fields) => content => fields.All(content.ContainsKey) ? 1 : null;
}
