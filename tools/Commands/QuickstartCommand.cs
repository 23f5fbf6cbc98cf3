using System.CommandLine;
using System.Diagnostics;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Tools.Calling;
using Platform.Tools.Phases;
using Platform.Tools.Quickstart;
using Platform.Tools.Quickstart.Photographs;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools quickstart</c>: the platform's main job, from pictures to answers, on drawn ones or on one's own.
/// </summary>
public static class QuickstartCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out")
        {
            Description = "folder for everything it makes; one that was stopped goes on",
            DefaultValueFactory = _ => "quickstart",
        };
        var dataset = new Option<string?>("--dataset")
        {
            Description =
                $"your own photographs, laid out as {string.Join(", ", PhotographsRequest.Datasets)}; folder is a "
                + "folder per class (default: drawn phantom lesions)",
        };
        dataset.AcceptOnlyFromAmong([.. PhotographsRequest.Datasets]);
        var source = new Option<string?>("--source") { Description = "their folder" };
        var malignant = new Option<string?>("--malignant")
        {
            Description =
                "codes of the classes that count as malignant, such as mel,bcc (default: those of mel, bcc, akiec, ak "
                + "and scc that there are)",
        };
        var epochs = new Option<int?>("--epochs")
        {
            Description = "passes of the encoder's training over the photographs (default: 8, more where they are few)",
        };
        var gan = new Option<int>("--gan-minutes")
        {
            Description = "minutes of training for a generator of synthetic images; 0 for a bundle without one",
        };
        var threads = new Option<int?>("--threads")
        {
            Description = "CPU threads of each training command (default: all)",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "say what it finds and will take, and stop" };
        var noServe = new Option<bool>("--no-serve") { Description = "stop the server when it has answered" };
        Option[] own = [source, malignant, epochs, gan, threads, dryRun, noServe];
        var command = new Command(
            "quickstart",
            "Run the main job and serve its model: on drawn phantom lesions, in a few minutes on two cores, or with "
                + "--dataset and --source on your own labelled photographs."
        )
        {
            output,
            dataset,
        };
        foreach (var option in own)
            command.Options.Add(option);
        command.SetAction(
            (parsed, cancel) =>
            {
                var folder = parsed.GetRequiredValue(output);
                if (parsed.GetValue(dataset) is not { } name)
                {
                    if (own.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } other)
                        throw new InputException($"{other.Name}: of own photographs; give --dataset too");
                    PhotographsFolder.CheckNone(folder);
                    return RunAsync(new Workspace(folder), cancel);
                }
                var request = new PhotographsRequest
                {
                    Dataset = name,
                    Source = Path.GetFullPath(
                        parsed.GetValue(source) ?? throw new InputException($"--source: give the folder of {name}")
                    ),
                    Malignant = parsed.GetValue(malignant),
                    Epochs = parsed.GetValue(epochs),
                    GanMinutes = parsed.GetValue(gan),
                    Threads = parsed.GetValue(threads),
                    DryRun = parsed.GetValue(dryRun),
                    Serve = !parsed.GetValue(noServe),
                };
                return PhotographsRunner.RunAsync(
                    request,
                    folder,
                    line => Console.WriteLine(Terminal.Plain(line)),
                    cancel
                );
            }
        );
        return command;
    }

    static async Task RunAsync(Workspace workspace, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        Report(workspace, await QuickstartRunner.RunAsync(workspace, cancel), clock.Elapsed);
    }

    static void Report(Workspace w, Score score, TimeSpan time)
    {
        Console.WriteLine();
        foreach (var line in HeldOutScores.Of(score, w.Metrics).Lines())
            Console.WriteLine(line);
        Console.WriteLine(
            $"""

            sample grid       {w.Grid}
            confusion matrix  {w.Confusion}
            bundle            {w.Bundle}
            time              {time:m\:ss} min
            """
        );
        Console.WriteLine(
            $"""

            Next:
              {ShellLine.Of("inference", "verify", w.Bundle)}
              {ShellLine.Of("inference", "classify", w.Bundle, Path.Combine(w.HeldOut, "mel"))}
              {ShellLine.Of("inference", "serve", w.Bundle, "--port", "50051")}
              # in another terminal, once it says "listening"
              {ShellLine.Of("tools", "call", "http://127.0.0.1:50051", w.HeldOut)}
            Research use only; not a medical device.
            """
        );
    }
}
