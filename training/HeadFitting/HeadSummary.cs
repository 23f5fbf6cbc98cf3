using System.Globalization;
using Platform.CommandLine;
using Platform.Shared.Taxonomy;
using Platform.Shared.Trust;
using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.HeadFitting;

/// <summary>What a terminal shows of a head.</summary>
static class HeadSummary
{
    public static void Print(HeadResult result)
    {
        Print(result.Metrics);
        Print(result.Trust);
        PrintBaselines(result.Trust.Evaluation);
        Console.WriteLine($"head in {result.Folder.File(HeadFiles.Head)}");
    }

    static void Print(HeadTrust trust)
    {
        var e = trust.Evaluation;
        if (trust.Fit.Images == 0)
        {
            Console.WriteLine(
                $"not calibrated: fewer than {LabelledImages.FewestToCalibrate} images were kept for it "
                    + "(see --calibration)"
            );
            return;
        }
        Console.WriteLine(
            $"calibrated on {trust.Fit.Images} images: temperature "
                + $"{trust.Fit.Calibration.Temperature:0.00}"
                + (trust.Fit.Calibration.Scale is null ? "; " : " with a scale and shift for each class; ")
                + $"calibration error {e.BeforeCalibration.Error.Value:0.000} before, "
                + $"{e.AfterCalibration.Error.Value:0.000} after"
        );
        Console.WriteLine(
            $"prediction sets hold the true class for {100 * e.Sets!.Coverage.Value:0.0} % (promised "
                + $"{100 * e.Sets.Stated:0} %), {e.Sets.Size:0.00} classes each; "
                + $"{100 * e.Unlike!.Rejected.Value:0.0} % of the held-out images are called unlike the training "
                + $"images (set to {100 * e.Unlike.StatedRejection:0.#} %)"
        );
        PrintPriors(e, trust.Fit.Trust.Priors!);
        if (e.Malignancy is { Area: not null } malignancy)
            Print(malignancy);
    }

    static void PrintBaselines(EvaluationResult evaluation)
    {
        var sheet = new Sheet(BaselineTable.Columns);
        foreach (var row in BaselineTable.Rows(evaluation))
            sheet.Add(row);
        sheet.Write();
        if (BaselineTable.Missing(evaluation) is { } missing)
            Console.WriteLine(missing);
    }

    static void PrintPriors(EvaluationResult e, PriorSpec priors)
    {
        static string Within(Figure figure) => $"{100 * figure.Value:0.0} % {figure.Interval(100, "0.0")}";
        var sheet = new Sheet("calibrated, for class shares", "accuracy [95 %]", "balanced accuracy [95 %]");
        foreach (var prior in e.Priors)
            sheet.Add(
                prior.Prior == PriorFigures.Training ? "as among the training images" : "all alike (uniform)",
                Within(prior.Accuracy),
                Within(prior.BalancedAccuracy)
            );
        if (priors.AnswersFor() == Prior.Own)
            sheet.Add(
                $"of --{(priors.Aim is null ? "prior" : "aim")}, which the head answers for",
                Within(e.Accuracy),
                Within(e.BalancedAccuracy)
            );
        sheet.Write();
        if (priors is { Aim: { } aim, Exponent: { } exponent })
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the shares that the head answers for were chosen for {aim} on the calibration images: exponent "
                        + $"{exponent:0.##} from those of the training images to "
                ) + (aim == AimOptions.Costs ? "these times the cost of a miss" : "equal ones")
            );
    }

    static void Print(MalignancyFigures malignancy)
    {
        static string Within(Figure? figure) =>
            figure is { } f ? $"{100 * f.Value:0.0} % {f.Interval(100, "0.0")}" : "-";
        Console.WriteLine(
            $"score of malignancy: area under the curve {malignancy.Area!.Value:0.000} "
                + $"{malignancy.Area.Interval(1, "0.000")} over {malignancy.Images:N0} malignant held-out images"
        );
        var sheet = new Sheet("threshold set to find", "threshold", "sensitivity [95 %]", "specificity [95 %]");
        foreach (var point in malignancy.Points)
            sheet.Add(
                $"{100 * point.Stated:0.#} % of them",
                $"{point.Threshold:0.0000}",
                Within(point.Sensitivity),
                Within(point.Specificity)
            );
        sheet.Write();
    }

    static void Print(HeadMetrics metrics)
    {
        static string Percent(double? share) => share is { } value ? $"{100 * value:0.0} %" : "-";
        static string Within(double share, (double Low, double High)? interval) =>
            $"{100 * share:0.0} % "
            + (interval is var (low, high) ? $"[{100 * low:0.0}, {100 * high:0.0}]" : "[withheld]");
        static string OverSeeds(AccuracyOverSeeds? accuracy) =>
            accuracy is { Runs.Count: > 0 }
                ? $"{100 * accuracy.Mean:0.0} ± {100 * accuracy.StandardDeviation:0.0} %"
                : "";
        var confusion = metrics.Trained.Confusion;
        var sheet = new Sheet("", "accuracy [95 %]", "balanced accuracy [95 %]", "paper's protocol");
        sheet.Add(
            "trained encoder",
            Within(confusion.Accuracy, metrics.AccuracyInterval),
            Within(confusion.BalancedAccuracy, metrics.BalancedAccuracyInterval),
            OverSeeds(metrics.Paper)
        );
        if (metrics.Splits.Count > 0)
            sheet.Add(
                $"  {metrics.Splits.Count} other splits",
                OverSeeds(metrics.SplitAccuracy),
                OverSeeds(metrics.SplitBalancedAccuracy),
                ""
            );
        sheet.Add(
            "  nearest neighbours",
            Percent(metrics.NearestNeighbours.Accuracy),
            Percent(metrics.NearestNeighbours.BalancedAccuracy),
            ""
        );
        sheet.Add(
            "random encoder",
            Percent(metrics.RandomEncoder.Accuracy),
            Percent(metrics.RandomEncoder.BalancedAccuracy),
            OverSeeds(metrics.RandomEncoderPaper)
        );
        sheet.Add("majority class", Percent(metrics.Majority.Accuracy), Percent(metrics.Majority.BalancedAccuracy), "");
        sheet.Write();
        if (metrics.AccuracyInterval is null || metrics.BalancedAccuracyInterval is null)
            Console.WriteLine(
                $"an interval is withheld where fewer than {Bootstrap.FewestLesions} held-out lesions, "
                    + "of all or of a class, would give it"
            );
        var byClass = new Sheet("class", "sensitivity", "specificity", "AUC", "test images");
        for (var c = 0; c < metrics.Classes.Count; c++)
            byClass.Add(
                $"{metrics.Classes[c]} {Diagnosis.Named(metrics.Classes[c]).Name}",
                Percent(confusion.Recall[c]),
                Percent(confusion.Specificity[c]),
                metrics.Auc[c] is { } auc ? $"{auc:0.000}" : "-",
                $"{confusion.Counts[c].Sum()}"
            );
        byClass.Write();
    }
}
