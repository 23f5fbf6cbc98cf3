using System.Diagnostics;
using Platform.CommandLine;

namespace Platform.Training.Experiments;

/// <summary>
/// Makes stages that are not done, inputs first. Several runners may share a work folder: each makes what no other is
/// making.
/// </summary>
/// <param name="machine">options on where to compute, handed to each command that computes</param>
public sealed class Runner(string work, IReadOnlyList<string> machine)
{
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(0.5);

    /// <param name="stages">inputs before those that read them</param>
    public async Task RunAsync(string title, IReadOnlyList<Stage> stages, CancellationToken cancel)
    {
        Directory.CreateDirectory(work);
        using var progress = new ProgressLine(title, stages.Count, "stages");
        progress.Report(stages.Count(IsDone));
        while (stages.Where(s => !IsDone(s)).ToArray() is { Length: > 0 } open)
        {
            cancel.ThrowIfCancellationRequested();
            var ready = open.Where(s => s.Inputs.Values.OfType<Stage>().All(IsDone)).ToArray();
            if (await MakeFirstFreeAsync(ready, Say))
                continue;
            Say($"waiting for another process, which is at {string.Join(", ", ready.Select(s => s.Name))}");
            await Task.Delay(Retry, cancel);

            void Say(string note)
            {
                lock (progress)
                    progress.Report(stages.Count - open.Length, note);
            }
        }
        progress.Report(stages.Count);

        async Task<bool> MakeFirstFreeAsync(IEnumerable<Stage> ready, Action<string> say)
        {
            foreach (var stage in ready)
            {
                var folder = new StageFolder(work, stage);
                using var taken = StageLock.TryTake(folder.Path);
                if (taken is null)
                    continue;
                if (IsDone(stage))
                    return true; // by another, between the look and the lock
                var clock = Stopwatch.StartNew();
                folder.Clear();
                var before = folder.Spent;
                say(stage.Name);
                await StageProcess.RunAsync(
                    work,
                    stage,
                    folder,
                    stage.Verb.Computes ? machine : [],
                    line =>
                    {
                        folder.Spent = before + clock.Elapsed;
                        say($"{stage.Name}  {line}");
                    },
                    cancel
                );
                folder.Complete(before + clock.Elapsed);
                return true;
            }
            return false;
        }
    }

    bool IsDone(Stage stage) => new StageFolder(work, stage).State == StageState.Done;
}
