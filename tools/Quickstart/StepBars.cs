using Platform.CommandLine;
using Spectre.Console;

namespace Platform.Tools.Quickstart;

/// <summary>Runs steps one after the other, each with a bar of its own on standard output.</summary>
static class StepBars
{
    /// <summary>With it a line of progress is narrower than a terminal of 80 columns.</summary>
    const int BarWidth = 20;

    /// <param name="last">what comes behind the steps, told how to show its share; null for nothing</param>
    /// <param name="lastTitle">of its bar</param>
    /// <exception cref="Shared.InputException">A step failed: the message is its own.</exception>
    public static Task RunAsync(
        IReadOnlyList<Step> steps,
        CancellationToken cancel,
        string lastTitle = "",
        Func<Action<double>, Task>? last = null
    ) =>
        Terminal
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
                var bars = steps
                    .Select(step => (step, bar: screen.AddTask(step.Title, autoStart: false, maxValue: 1)))
                    .ToArray();
                var end = last is null ? null : screen.AddTask(lastTitle, autoStart: false, maxValue: 1);
                foreach (var (step, bar) in bars)
                {
                    bar.StartTask();
                    if (!step.IsDone)
                        await step.RunAsync(share => bar.Value = Math.Min(share, 0.999), cancel);
                    bar.Value = 1;
                    bar.StopTask();
                }
                if (end is null)
                    return;
                end.StartTask();
                await last!(share => end.Value = share);
                end.StopTask();
            });
}
