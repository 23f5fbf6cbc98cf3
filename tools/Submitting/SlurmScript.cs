namespace Platform.Tools.Submitting;

/// <summary>An array job as a batch script for sbatch: the template of deploy/slurm, filled in.</summary>
static class SlurmScript
{
    static readonly string Template = Path.Combine(AppContext.BaseDirectory, "deploy", "slurm", "array.sbatch");

    /// <param name="more">further options of sbatch, such as --time=2:00:00</param>
    public static string Of(ArrayJob job, string program, IEnumerable<string> more) =>
        File.ReadAllText(Template)
            .Replace("@NAME@", job.Name)
            .Replace("@ARRAY@", $"0-{job.Tasks - 1}" + (job.Parallel < job.Tasks ? $"%{job.Parallel}" : ""))
            .Replace("@CPUS@", $"{job.Cpus}")
            .Replace("@FOLDER@", job.Folder)
            .Replace("@MORE@\n", string.Concat(more.Select(o => $"#SBATCH {o}\n")))
            .Replace(
                "@COMMAND@",
                string.Join(
                        ' ',
                        new[] { "dotnet", program }.Select(Quote).Concat(job.ArgumentsWith(TaskId).Select(Quote))
                    )
                    .Replace(TaskId, "'\"$SLURM_ARRAY_TASK_ID\"'")
            );

    const string TaskId = "\u0001"; // no argument holds it; it leaves the quotes for the shell to fill in

    static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
