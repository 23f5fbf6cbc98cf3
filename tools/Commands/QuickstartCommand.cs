using System.CommandLine;
using System.Diagnostics;
using Platform.CommandLine;
using Platform.Tools.Calling;
using Platform.Tools.Phases;
using Platform.Tools.Quickstart;
using Spectre.Console;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools quickstart</c>: the platform's main job on its embedded data set, from pictures to answers over gRPC.
/// </summary>
public static class QuickstartCommand
{
    /// <summary>With it a line of progress is narrower than a terminal of 80 columns.</summary>
    const int BarWidth = 20;

    public static Command Create()
    {
        var output = new Option<string>("--out")
        {
            Description = "folder for everything it makes; one that was stopped goes on",
            DefaultValueFactory = _ => "quickstart",
        };
        var command = new Command(
            "quickstart",
            "Run the main job on drawn phantom lesions: train, publish, generate, serve, classify. A few minutes on "
                + "two cores."
        )
        {
            output,
        };
        command.SetAction((parsed, cancel) => RunAsync(new Workspace(parsed.GetValue(output)!), cancel));
        return command;
    }

    static async Task RunAsync(Workspace workspace, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(workspace.Root);
        Score score = null!;
        await Terminal
            .Output.Progress()
            .AutoClear(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = BarWidth },
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async screen =>
            {
                var steps = Step.All(workspace)
                    .Select(step => (step, bar: screen.AddTask(step.Title, autoStart: false, maxValue: 1)))
                    .ToArray();
                var serve = screen.AddTask("serve and classify over gRPC", autoStart: false, maxValue: 1);
                foreach (var (step, bar) in steps)
                {
                    bar.StartTask();
                    if (!step.IsDone)
                        await step.RunAsync(share => bar.Value = Math.Min(share, 0.999), cancel);
                    bar.Value = 1;
                    bar.StopTask();
                }
                serve.StartTask();
                score = await ServeAndCallAsync(workspace, share => serve.Value = share, cancel);
                serve.StopTask();
            });
        Report(workspace, score, clock.Elapsed);
    }

    static async Task<Score> ServeAndCallAsync(Workspace workspace, Action<double> progressed, CancellationToken cancel)
    {
        var (server, address) = await PhaseProcess.StartAndWaitAsync(
            PhaseProgram.Inference,
            ["serve", workspace.Bundle, "--port", "0"],
            "listening on ",
            cancel
        );
        using var _ = server;
        var files = LabelledFile.Find(workspace.HeldOut);
        var answers = await LesionCaller.ClassifyAsync(
            address,
            files,
            done => progressed((double)done / files.Count),
            cancel
        );
        await server.StopAsync();
        return Score.Of(answers)!;
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
