using System.Globalization;
using Platform.Shared.Formats;

namespace Platform.Training.Evaluation;

/// <summary>A model's figures and those that they stand beside, as a terminal and a report show them.</summary>
static class BaselineTable
{
    public static readonly string[] Columns =
    [
        "heads on the same images",
        "accuracy",
        "balanced accuracy",
        "balanced, equal shares",
        "area of malignancy",
    ];

    /// <summary>A cell for each column; of each baseline a row, and one of what the model has more than it.</summary>
    public static IEnumerable<string[]> Rows(EvaluationResult of)
    {
        var (training, uniform) = (
            of.Priors.FirstOrDefault(p => p.Prior == PriorFigures.Training),
            of.Priors.FirstOrDefault(p => p.Prior == PriorFigures.Uniform)
        );
        yield return
        [
            "this model",
            Share(training?.Accuracy ?? of.Accuracy),
            Share(training?.BalancedAccuracy ?? of.BalancedAccuracy),
            Share(uniform?.BalancedAccuracy),
            Area(of.Malignancy?.Area),
        ];
        foreach (var baseline in of.Baselines)
        {
            var first = baseline.Priors[0];
            var equal = baseline.Priors.FirstOrDefault(p => p.Prior == PriorFigures.Uniform);
            yield return
            [
                baseline.Encoder,
                Share(first.Accuracy.Value),
                Share(first.BalancedAccuracy.Value),
                Share(equal?.BalancedAccuracy.Value),
                Area(baseline.MalignancyArea?.Value),
            ];
            yield return
            [
                "  this model less it",
                Points(first.Accuracy.Difference),
                Points(first.BalancedAccuracy.Difference),
                Points(equal?.BalancedAccuracy.Difference),
                Signed(baseline.MalignancyArea?.Difference, 1, "0.000"),
            ];
        }
    }

    /// <summary>What is missing beside the figures; null where nothing is.</summary>
    public static string? Missing(EvaluationResult of) =>
        of.Baselines.Any(b => b.Encoder == HeadContracts.FrozenImageNet)
            ? null
            : "A head on the frozen ImageNet encoder was not measured on these images; head --baseline imagenet does.";

    static string Share(Figure? f) =>
        f is null ? "" : $"{(100 * f.Value).ToString("0.0", CultureInfo.InvariantCulture)} % {f.Interval(100, "0.0")}";

    static string Area(Figure? f) =>
        f is null ? "" : $"{f.Value.ToString("0.000", CultureInfo.InvariantCulture)} {f.Interval(1, "0.000")}";

    static string Points(Figure? f) => Signed(f, 100, "0.0");

    static string Signed(Figure? f, double scale, string format) =>
        f is null
            ? ""
            : (scale * f.Value).ToString($"+{format};-{format};{format}", CultureInfo.InvariantCulture)
                + $" {f.Interval(scale, format)}";
}
