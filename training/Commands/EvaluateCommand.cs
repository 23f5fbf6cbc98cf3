using System.CommandLine;
using System.Text.Json;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Training.Data;
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
        };
        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var options = new EvaluationOptions(
                        parsed.GetValue(split)!,
                        NotNegative("--degraded", parsed.GetValue(degraded)),
                        NotNegative("--strange", parsed.GetValue(strange)),
                        [
                            .. (parsed.GetValue(other) ?? []).Select(o =>
                                o.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path]
                                    ? (name, path)
                                    : throw new InputException($"--other {o}: write it as NAME=DATA")
                            ),
                        ]
                    );
                    var (path, target) = (parsed.GetValue(data)!, parsed.GetValue(report)!);
                    AtomicFolder.CheckFree(target, "--report");
                    var folder = DataFolder.Open(path);
                    using var loaded = Bundle.Load(parsed.GetValue(bundle)!);
                    BundleChoice.Say(parsed.GetValue(bundle)!, loaded);
                    var evaluation = new BundleEvaluation(loaded, folder, path, options);
                    EvaluationResult result;
                    using (var progress = new ProgressLine("evaluate", evaluation.Images, "img"))
                    {
                        var done = 0;
                        progress.Report(0);
                        result = evaluation.Run(count => progress.Report(done += count), cancellation);
                    }
                    Write(result, target);
                    Console.WriteLine(
                        $"{result.Images:N0} images: accuracy {result.Accuracy.Value:0.000}, balanced "
                            + $"{result.BalancedAccuracy.Value:0.000}, calibration error "
                            + $"{result.BeforeCalibration.Error.Value:0.000} before, "
                            + $"{result.AfterCalibration.Error.Value:0.000} after"
                            + (
                                result.Sets is { } sets
                                    ? $", coverage {sets.Coverage.Value:0.000} of {sets.Stated:0.00}"
                                    : ""
                            )
                    );
                    Console.WriteLine($"report in {Path.Combine(target, "report.html")}");
                })
        );
        return command;
    }

    static void Write(EvaluationResult result, string target) =>
        AtomicFolder.Make(
            target,
            "--report",
            folder =>
            {
                Directory.CreateDirectory(Path.Combine(folder, "charts"));
                var charts = ReportCharts.Of(result);
                foreach (var (name, png) in charts)
                    File.WriteAllBytes(Path.Combine(folder, "charts", $"{name}.png"), png);
                File.WriteAllText(
                    Path.Combine(folder, "evaluation.json"),
                    JsonSerializer.Serialize(result, EvaluationResult.Json) + "\n"
                );
                File.WriteAllText(Path.Combine(folder, "report.html"), HtmlReport.Write(result, charts));
            }
        );

    static int NotNegative(string option, int value) =>
        value is >= 0 and <= 100_000 ? value : throw new InputException($"{option} {value}: must be 0 to 100000");
}
