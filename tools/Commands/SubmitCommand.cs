using System.CommandLine;
using Platform.Tools.Submitting;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools submit</c>: a command of a phase as an array of tasks, on Slurm or as processes of this machine.
/// </summary>
public static class SubmitCommand
{
    public static Command Create()
    {
        var names = ArrayEngines.All.Select(e => e.Name).ToArray();
        var engine = new Option<string>("--engine")
        {
            Description = string.Join(", or ", ArrayEngines.All.Select(e => e.Description)),
            HelpName = string.Join('|', names),
            Required = true,
        };
        engine.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, names);
        var tasks = new Option<int>("--tasks") { Description = "tasks of the array", Required = true };
        var parallel = new Option<int?>("--parallel")
        {
            Description = $"tasks at once; {string.Join(", ", ArrayEngines.All.Select(e => e.Parallelism))}",
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
        var more = ArrayEngines
            .All.Where(e => e.MoreOption is not null)
            .ToDictionary(e => e.Name, e => More(e.MoreOption!.Value), StringComparer.OrdinalIgnoreCase);
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
        };
        foreach (var option in more.Values.Append<Option>(dryRun))
            command.Options.Add(option);
        command.Arguments.Add(what);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var chosen = parsed.GetRequiredValue(engine);
                var request = new SubmitRequest
                {
                    Engine = chosen,
                    Tasks = parsed.GetValue(tasks),
                    Parallel = parsed.GetValue(parallel),
                    Cpus = parsed.GetValue(cpus),
                    Name = parsed.GetRequiredValue(name),
                    Folder = parsed.GetRequiredValue(folder),
                    Submission = new(
                        parsed.GetValue(dependency),
                        more.TryGetValue(chosen, out var further) ? parsed.GetValue(further) ?? [] : [],
                        parsed.GetValue(dryRun)
                    ),
                    Command = parsed.GetValue(what) ?? [],
                };
                foreach (var line in await SubmitRunner.RunAsync(request, cancel))
                    Console.WriteLine(line);
            }
        );
        return command;
    }

    static Option<string[]> More((string Name, string Description) option) =>
        new(option.Name) { Description = option.Description };
}
