using System.Globalization;
using System.Text;
using Platform.Shared.Files;
using Platform.Training.Gan.Methods;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Experiments;

/// <summary>
/// Writes what is known of an experiment: <c>report.md</c>, <c>report.csv</c>, charts and sheets, and apart from them
/// <c>times.csv</c>, the one file that differs from one machine to the next: seconds of all starts of a run.
/// </summary>
public sealed class Report(Plan plan, string work)
{
    static readonly (Measure Measure, string File)[] Charts =
    [
        (Measure.Accuracy, "accuracy.png"),
        (Measure.BalancedAccuracy, "balanced-accuracy.png"),
        (Measure.PaperAccuracy, "paper-protocol.png"),
    ];

    /// <returns>the Markdown file</returns>
    public string Write()
    {
        var folder = Directory
            .CreateDirectory(Path.Combine(work, "reports", $"{plan.Experiment.Name}-{plan.Dataset}-{plan.Preset}"))
            .FullName;
        IReadOnlyList<CellResult> results = [.. plan.Cells.Select((cell, i) => CellResult.Read(work, i, cell))];
        var text = new StringBuilder($"# {plan.Experiment.Title}\n\n{Head(results)}\n\n");
        if (plan.Experiment.Outcome == Outcome.Accuracy)
        {
            text.Append(AccuracySection.Text(plan, results));
            foreach (var (measure, file) in Charts)
                if (AccuracySection.Chart(plan, results, measure) is { } png)
                {
                    AtomicFile.Write(Path.Combine(folder, file), png);
                    text.Append($"![{measure.Name}]({file})\n\n");
                }
        }
        else
        {
            text.Append(SheetSection.Text(plan, work, results));
            foreach (var (name, file) in SheetSection.Sheets(work, results))
                AtomicFile.Write(Path.Combine(folder, name), File.ReadAllBytes(file));
        }
        text.Append(Settings(results)).Append(Runs(results));
        Save("report.csv", Csv(results));
        Save("times.csv", Times(results));
        Save("report.md", text.ToString().TrimEnd('\n') + "\n");
        return Path.Combine(folder, "report.md");

        void Save(string name, string content) =>
            AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(content));
    }

    string Head(IReadOnlyList<CellResult> results) =>
        $"Data set: {plan.Dataset}"
        + (
            PaperFigures.Dataset(plan.Dataset) is { } name
                ? $" (the paper's {name})"
                : ", which the paper does not have"
        )
        + $". Preset: {plan.Preset}. "
        + $"{results.Count(r => r.Done)} of {results.Count} cells run."
        + (
            results.Any(r => r.Cell.Point.Synthetic > 0)
                ? $" Arms: {string.Join(", ", plan.Arms.Select(Names.Of))}."
                : ""
        )
        + (
            plan.Experiment.Images(plan.Scale).Count() > 1
                ? plan.SharedGan
                    ? " One GAN, of all training images, for all cells."
                    : " Each number of real images has a GAN of its own, of the same images as its encoder."
                : ""
        )
        + (plan.IncludeTest ? " GANs and encoders have seen the test lesions too, as in the paper." : "");

    string Settings(IReadOnlyList<CellResult> results)
    {
        string Lines(string title, IEnumerable<(string Option, string Value)> options) =>
            $"{title}: `{string.Join(' ', options.Select(o => $"{o.Option} {o.Value}"))}`\n\n";
        var stages = Stage.WithInputs(results.SelectMany(r => r.Cell.Stages));
        IEnumerable<string> Methods(Verb verb) =>
            stages.Where(s => s.Verb == verb).Select(s => s.Settings["--method"]).Distinct();
        var seeds = $"{plan.FirstSeed} to {plan.FirstSeed + plan.Seeds - 1}";
        var text =
            string.Concat(Methods(Verb.Gan).Select(m => Lines($"gan, {m}", Gans.Methods[m].Values(plan.Gans[m]))))
            + string.Concat(
                Methods(Verb.Ssl)
                    .Select(m => Lines($"ssl, {m}, of seeds {seeds}", SslMethods.All[m].Values(plan.Ssl[m])))
            )
            + string.Concat(
                stages
                    .Where(s => s.Verb == Verb.Prepare)
                    .Select(s => Lines("prepare", s.Settings.Select(o => (o.Key, o.Value))))
            );
        return Markdown.Section("Settings", text == "" ? "None but the data.\n" : text);
    }

    /// <summary>
    /// Where each figure comes from: the folder of a stage is its name, and done.json in it says all else.
    /// </summary>
    string Runs(IReadOnlyList<CellResult> results)
    {
        var rows = Stage
            .WithInputs(results.SelectMany(r => r.Cell.Stages))
            .Select(stage =>
            {
                var folder = new StageFolder(work, stage);
                var config = folder.State == StageState.Done ? (string?)folder.Record()["config_sha256"] : null;
                return (IReadOnlyList<string>)
                    [
                        $"`{stage.Name}`",
                        folder.State == StageState.Done ? "done" : "not run",
                        config is null ? Markdown.NoFigure : $"`{config[..12]}`",
                        string.Join(
                            ' ',
                            stage.Inputs.Values.Select(i => i is Stage s ? $"`{s.Name}`" : $"data `{i.Key[..12]}`")
                        ),
                        string.Join(
                            ' ',
                            results.Where(r => r.Cell.Stages.Any(s => s.Key == stage.Key)).Select(r => r.Index)
                        ),
                    ];
            });
        return Markdown.Section(
            "Runs",
            "Named by a hash of the whole configuration and of the inputs.\n\n"
                + Markdown.Table(["run", "state", "config.json", "made from", "cells"], rows)
        );
    }

    /// <summary>Every number of every run, one a line.</summary>
    static string Csv(IReadOnlyList<CellResult> results) =>
        string.Concat(
                from r in results
                from run in r.Metrics.Select(
                    (m, i) =>
                        (
                            Metrics: m,
                            Stage: r.Cell.Finals.Where(f => f.Verb == Verb.Head || f.Verb == Verb.Metrics).ElementAt(i)
                        )
                )
                from metric in run.Metrics
                select string.Create(
                    CultureInfo.InvariantCulture,
                    $"{r.Index},\"{r.Cell.Name}\",{run.Stage.Name},"
                        + $"{run.Stage.Settings.GetValueOrDefault("--seed")},{metric.Key},{metric.Value:R}\n"
                )
            )
            .Insert(0, "cell,name,run,seed,metric,value\n");

    string Times(IReadOnlyList<CellResult> results) =>
        string.Concat(
                Stage
                    .WithInputs(results.SelectMany(r => r.Cell.Stages))
                    .Select(s => (Stage: s, Folder: new StageFolder(work, s)))
                    .Where(s => s.Folder.State == StageState.Done)
                    .Select(s => (s.Stage, Record: s.Folder.Record()))
                    .Select(s =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{s.Stage.Name},{(double)s.Record["seconds"]!},{s.Record["host"]},{s.Record["finished"]}\n"
                        )
                    )
            )
            .Insert(0, "run,seconds,host,finished\n");
}
