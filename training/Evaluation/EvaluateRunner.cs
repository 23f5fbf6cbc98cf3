using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Data;

namespace Platform.Training.Evaluation;

/// <summary>Measures a published bundle on labelled images, from a request to a folder with a page.</summary>
/// <remarks>Progress, and which version was taken, go to standard error.</remarks>
public static class EvaluateRunner
{
    /// <summary>The page in the folder that is made.</summary>
    public const string Page = "report.html";

    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    public static EvaluationResult Run(EvaluateRequest request, CancellationToken cancellation)
    {
        var options = request.Options();
        AtomicFolder.CheckFree(request.Report, "--report");
        var folder = DataFolder.Open(request.Data);
        using var bundle = Bundle.Load(request.Bundle);
        BundleChoice.Say(request.Bundle, bundle);
        var evaluation = new BundleEvaluation(bundle, folder, request.Data, options);
        var result = Progress.Run(
            "evaluate",
            evaluation.Images,
            "img",
            cancellation,
            report =>
            {
                var done = 0;
                return evaluation.Run(count => report(done += count), cancellation);
            }
        );
        AtomicFolder.Make(request.Report, "--report", made => Write(result, made));
        return result;
    }

    static void Write(EvaluationResult result, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "charts"));
        var charts = ReportCharts.Of(result);
        foreach (var (name, png) in charts)
            File.WriteAllBytes(Path.Combine(folder, "charts", $"{name}.png"), png);
        File.WriteAllText(
            Path.Combine(folder, HeadContracts.EvaluationName),
            HeadContracts.Evaluation.Text(result, EvaluationResult.Json)
        );
        File.WriteAllText(Path.Combine(folder, Page), HtmlReport.Write(result, charts));
    }
}
