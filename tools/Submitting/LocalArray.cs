using System.Globalization;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Submitting;

/// <summary>Runs an array job as processes of this machine.</summary>
sealed class LocalArray : IArrayEngine
{
    public string Name => "local";
    public string Description => "local for processes of this machine";
    public string Parallelism => "on this machine its cores over --cpus";
    public (string Name, string Description)? MoreOption => null;

    public IReadOnlyList<string> TaskVariables => [];

    public int TasksAtOnce(int tasks, int cpus) => Math.Max(1, System.Environment.ProcessorCount / cpus);

    /// <exception cref="InputException">
    /// Tasks failed: names the first, its log and its error. The others ran to their ends.
    /// </exception>
    public async Task<IReadOnlyList<string>> RunAsync(ArrayJob job, Submission submission, CancellationToken cancel)
    {
        if (submission.Dependency is not null)
            throw new InputException("--dependency: only Slurm has it; on this machine run one submit after the other");
        Directory.CreateDirectory(job.Folder);
        var (shares, failures) = (new double[job.Tasks], new SortedDictionary<int, string>());
        using var progress = new ProgressLine(job.Name, job.Tasks, "tasks");
        Report(0, 0);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, job.Tasks),
            new ParallelOptions { MaxDegreeOfParallelism = job.Parallel, CancellationToken = cancel },
            async (task, stop) =>
            {
                var log = Path.Combine(job.Folder, $"{job.Name}-{task}.log");
                try
                {
                    var lines = await PhaseProcess.RunAsync(
                        job.Program,
                        job.ArgumentsWith(task.ToString(CultureInfo.InvariantCulture)),
                        share => Report(task, share),
                        stop,
                        Environment(task, job.Tasks)
                    );
                    await File.AppendAllLinesAsync(log, lines, stop);
                    Report(task, 1);
                }
                catch (InputException e)
                {
                    await File.AppendAllLinesAsync(log, [e.Message], CancellationToken.None);
                    lock (failures)
                        failures.Add(task, $"{e.Message} (log {log})");
                }
            }
        );
        if (failures.Count > 0)
            throw new InputException(
                $"{failures.Count} of {job.Tasks} tasks failed, the first: task {failures.First().Key}: "
                    + $"{failures.First().Value}"
            );
        return [$"{job.Tasks} tasks done; logs in {job.Folder}"];

        void Report(int task, double share)
        {
            lock (progress)
            {
                shares[task] = share;
                progress.Report((long)shares.Sum(), $"{shares.Average():0%} of the work");
            }
        }
    }

    /// <summary>
    /// As an indexed Job of Kubernetes tells its pods; and not as the job of another engine that this may run in.
    /// </summary>
    static Dictionary<string, string?> Environment(int task, int tasks)
    {
        var variables = ArrayEngines
            .All.SelectMany(e => e.TaskVariables)
            .ToDictionary(name => name, _ => (string?)null);
        variables["JOB_COMPLETION_INDEX"] = $"{task}";
        variables["JOB_COMPLETIONS"] = $"{tasks}";
        return variables;
    }
}
