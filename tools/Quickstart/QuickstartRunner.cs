using Platform.CommandLine;
using Platform.Shared;
using Platform.Tools.Calling;
using Platform.Tools.Phases;
using Spectre.Console;

namespace Platform.Tools.Quickstart;

/// <summary>Runs the platform's main job step by step, each with a bar of its own on standard output.</summary>
public static class QuickstartRunner
{
    /// <summary>With it a line of progress is narrower than a terminal of 80 columns.</summary>
    const int BarWidth = 20;

    /// <returns>how the answers of the server that it started score</returns>
    /// <exception cref="InputException">A step failed: the message is its own.</exception>
    public static async Task<Score> RunAsync(Workspace workspace, CancellationToken cancel)
    {
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
                new TimeLeftColumn()
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
        return score;
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
}
