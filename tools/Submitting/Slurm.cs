using System.ComponentModel;
using System.Diagnostics;
using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Submitting;

/// <summary>Hands an array job to Slurm.</summary>
sealed class Slurm : IArrayEngine
{
    public string Name => "slurm";
    public string Description => "slurm";
    public string Parallelism => "all on Slurm";
    public (string Name, string Description)? MoreOption =>
        ("--sbatch", "a further option of sbatch, such as --sbatch=--time=2:00:00; may be repeated");

    public IReadOnlyList<string> TaskVariables => ["SLURM_ARRAY_TASK_ID"];

    public int TasksAtOnce(int tasks, int cpus) => tasks;

    /// <summary>Writes the script, and unless it is a dry run submits it.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(ArrayJob job, Submission submission, CancellationToken cancel)
    {
        var script = Path.Combine(Directory.CreateDirectory(job.Folder).FullName, $"{job.Name}.sbatch");
        string[] dependency = submission.Dependency is { } on ? [$"--dependency={on}"] : [];
        await File.WriteAllTextAsync(
            script,
            SlurmScript.Of(job, PhaseProgram.Find(job.Program), [.. dependency, .. submission.More]),
            cancel
        );
        return submission.DryRun
            ? [$"script {script}"]
            : [$"script {script}", $"job {await SbatchAsync(script, cancel)}"];
    }

    static async Task<string> SbatchAsync(string script, CancellationToken cancel)
    {
        try
        {
            using var sbatch = Process.Start(
                new ProcessStartInfo("sbatch", ["--parsable", script])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var (output, error) = (
                sbatch.StandardOutput.ReadToEndAsync(cancel),
                sbatch.StandardError.ReadToEndAsync(cancel)
            );
            await sbatch.WaitForExitAsync(cancel);
            return sbatch.ExitCode == 0
                ? (await output).Trim().Split(';')[0]
                : throw new InputException($"sbatch {script}: {(await error).Trim()}");
        }
        catch (Win32Exception)
        {
            throw new InputException(
                $"sbatch: not on this machine; submit {script} where Slurm is, or give --engine local"
            );
        }
    }
}
