using System.CommandLine;
using Platform.Training.Evaluation;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training evaluate</c>: measures a published bundle on labelled images, and writes it down as a page.
/// </summary>
public static class EvaluateCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("bundle")
        {
            Description = "a bundle's version folder, or the folder of its versions, of which the highest is taken",
        };
        var data = new Argument<string>("data")
        {
            Description = "labelled data folder made by prepare, packed at the bundle's side",
        };
        var report = new Option<string>("--report")
        {
            Description = "folder to make: report.html, evaluation.json and the charts",
            Required = true,
        };
        var split = new Option<string>("--split")
        {
            Description = "test, train or all",
            DefaultValueFactory = _ => "test",
        };
        split.AcceptOnlyFromAmong("test", "train", "all");
        var degraded = new Option<int>("--degraded")
        {
            Description =
                "images for each level of blur, compression, light, colour cast and noise; 0 leaves these out",
            DefaultValueFactory = _ => 200,
        };
        var strange = new Option<int>("--strange")
        {
            Description = "pictures of each kind that is no photograph of skin; 0 leaves these out",
            DefaultValueFactory = _ => 100,
        };
        var other = new Option<string[]>("--other")
        {
            Description =
                "NAME=DATA: another data folder, to measure how many of its images are taken for like the training "
                + "ones; may be repeated",
        };
        var prevalence = new Option<double?>("--prevalence")
        {
            Description =
                "share of lesions that is malignant where the model is to be used, 0 to 1, for the predictive values "
                + "of the score of malignancy (default: that of the images)",
        };
        var command = new Command(
            "evaluate",
            "Measure a published bundle: calibration, prediction sets, rejection, subgroups, worse pictures."
        )
        {
            bundle,
            data,
            report,
            split,
            degraded,
            strange,
            other,
            prevalence,
        };
        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var request = new EvaluateRequest
                    {
                        Bundle = parsed.GetRequiredValue(bundle),
                        Data = parsed.GetRequiredValue(data),
                        Report = parsed.GetRequiredValue(report),
                        Split = parsed.GetRequiredValue(split),
                        Degraded = parsed.GetValue(degraded),
                        Strange = parsed.GetValue(strange),
                        Others = parsed.GetValue(other) ?? [],
                        Prevalence = parsed.GetValue(prevalence),
                    };
                    Print(EvaluateRunner.Run(request, cancellation));
                    Console.WriteLine($"report in {Path.Combine(request.Report, EvaluateRunner.Page)}");
                })
        );
        return command;
    }

    static void Print(EvaluationResult result) =>
        Console.WriteLine(
            $"{result.Images:N0} images: accuracy {result.Accuracy.Value:0.000}, balanced "
                + $"{result.BalancedAccuracy.Value:0.000}, calibration error "
                + $"{result.BeforeCalibration.Error.Value:0.000} before, "
                + $"{result.AfterCalibration.Error.Value:0.000} after"
                + (result.Sets is { } sets ? $", coverage {sets.Coverage.Value:0.000} of {sets.Stated:0.00}" : "")
        );
}
