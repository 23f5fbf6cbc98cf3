using System.CommandLine;
using Platform.Shared;
using Platform.Tools.Submitting;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools submit</c>: a command of a phase as an array of tasks, on Slurm or as processes of this machine.
/// </summary>
public static class SubmitCommand
{
    enum Engine
    {
        Slurm,
        Local,
    }

    public static Command Create()
    {
        var engine = new Option<Engine>("--engine")
        {
            Description = "slurm, or local for processes of this machine",
            Required = true,
        };
        var tasks = new Option<int>("--tasks") { Description = "tasks of the array", Required = true };
        var parallel = new Option<int?>("--parallel")
        {
            Description = "tasks at once; all on Slurm, on this machine its cores over --cpus",
        };
        var cpus = new Option<int>("--cpus") { Description = "cores of a task", DefaultValueFactory = _ => 1 };
        var name = new Option<string>("--name") { Description = "of the job", DefaultValueFactory = _ => "lesion" };
        var folder = new Option<string>("--folder")
        {
            Description = "for the script and the logs",
            DefaultValueFactory = _ => "jobs",
        };
        var dependency = new Option<string?>("--dependency")
        {
            Description = "start when other jobs are done, as sbatch has it: afterok:JOB",
        };
        var sbatch = new Option<string[]>("--sbatch")
        {
            Description = "a further option of sbatch, such as --sbatch=--time=2:00:00; may be repeated",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "write the script and submit nothing" };
        var what = new Argument<string[]>("command")
        {
            Description =
                "behind --: inference or training and its arguments; {index} is the task's number from 0, {tasks} "
                + "their count; sample knows its part by itself",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "submit",
            "Run a command as an array of tasks: bulk sampling in parts, an experiment cell by cell."
        )
        {
            engine,
            tasks,
            parallel,
            cpus,
            name,
            folder,
            dependency,
            sbatch,
            dryRun,
            what,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var (program, arguments) = ArrayJob.Parse(parsed.GetValue(what)!);
                var (many, wide, local) = (
                    Positive(tasks.Name, parsed.GetValue(tasks)),
                    Positive(cpus.Name, parsed.GetValue(cpus)),
                    parsed.GetValue(engine) == Engine.Local
                );
                var title = parsed.GetValue(name)!;
                if (title.Length == 0 || !title.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                    throw new InputException($"--name {title}: use letters, digits, '-' and '_'");
                var atOnce =
                    parsed.GetValue(parallel) is { } p ? Positive(parallel.Name, p)
                    : local ? Math.Max(1, Environment.ProcessorCount / wide)
                    : many;
                var job = new ArrayJob(
                    title,
                    program,
                    arguments,
                    many,
                    Math.Min(atOnce, many),
                    wide,
                    Path.GetFullPath(parsed.GetValue(folder)!)
                );
                if (local)
                {
                    if (parsed.GetValue(dependency) is not null)
                        throw new InputException(
                            "--dependency: only Slurm has it; on this machine run one submit after the other"
                        );
                    await LocalArray.RunAsync(job, cancel);
                    Console.WriteLine($"{many} tasks done; logs in {job.Folder}");
                    return;
                }
                var (script, number) = await Slurm.SubmitAsync(
                    job,
                    parsed.GetValue(dependency),
                    parsed.GetValue(sbatch) ?? [],
                    parsed.GetValue(dryRun),
                    cancel
                );
                Console.WriteLine($"script {script}");
                if (number is not null)
                    Console.WriteLine($"job {number}");
            }
        );
        return command;
    }

    static int Positive(string option, int value) =>
        value >= 1 ? value : throw new InputException($"{option} {value}: must be 1 or more");
}
