using System.CommandLine;
using System.Globalization;
using Platform.CommandLine;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary><c>training runs</c>: the runs of a folder with their state and headline figures.</summary>
public static class RunsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "runs",
            "List the training runs below a folder: kind, method, state, configuration, headline figures."
        );
        var folder = new Argument<string>("folder") { Description = "where to look", DefaultValueFactory = _ => "." };
        command.Arguments.Add(folder);
        command.SetAction(parsed =>
        {
            var root = parsed.GetValue(folder)!;
            var runs = RunSummary.All(
                root,
                closed => Console.Error.WriteLine(Terminal.Plain($"left out: {closed.File.Path}: {closed.Reason}"))
            );
            Print(root, runs);
        });
        return command;
    }

    static void Print(string root, IReadOnlyList<RunSummary> runs)
    {
        var sheet = new Sheet("run", "kind", "method", "state", "changed (UTC)", "config", "figures");
        foreach (var run in runs)
            sheet.Add(
                Path.GetRelativePath(root, run.Path),
                run.Kind,
                run.Method,
                State(run),
                run.Changed.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                run.ConfigSha256[..12],
                string.Join(", ", run.Figures.Select(Figure))
            );
        sheet.Write();
    }

    static string State(RunSummary run) =>
        run.State is "running" or "interrupted" && run.Share is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"{run.State} at {100 * share:0.0} %")
            : run.State;

    static string Figure((string Name, double Value) figure) =>
        string.Create(CultureInfo.InvariantCulture, $"{figure.Name.Replace('_', ' ')} {figure.Value:0.####}");
}
