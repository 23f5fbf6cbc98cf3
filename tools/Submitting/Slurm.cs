using System.ComponentModel;
using System.Diagnostics;
using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Submitting;

/// <summary>Hands an array job to Slurm.</summary>
public static class Slurm
{
    /// <summary>Writes the script; without <paramref name="dryRun"/> also submits it.</summary>
    /// <param name="dependency">such as afterok:17; null for none</param>
    /// <returns>the script, and the job's number where it was submitted</returns>
    public static async Task<(string Script, string? Job)> SubmitAsync(
        ArrayJob job,
        string? dependency,
        IReadOnlyList<string> more,
        bool dryRun,
        CancellationToken cancel
    )
    {
        var script = Path.Combine(Directory.CreateDirectory(job.Folder).FullName, $"{job.Name}.sbatch");
        await File.WriteAllTextAsync(
            script,
            SlurmScript.Of(
                job,
                PhaseProgram.Find(job.Program),
                [.. dependency is null ? [] : (string[])[$"--dependency={dependency}"], .. more]
            ),
            cancel
        );
        return dryRun ? (script, null) : (script, await SbatchAsync(script, cancel));
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
