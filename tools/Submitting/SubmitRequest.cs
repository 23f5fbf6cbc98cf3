using Platform.Shared;

namespace Platform.Tools.Submitting;

/// <summary>An array of tasks as it is asked for, by a command line or a program.</summary>
public sealed record SubmitRequest
{
    /// <summary>Name of an engine of <see cref="ArrayEngines"/>.</summary>
    public required string Engine { get; init; }

    /// <summary>Tasks of the array.</summary>
    public required int Tasks { get; init; }

    /// <summary>Tasks at once; null for what the engine does by itself.</summary>
    public int? Parallel { get; init; }

    /// <summary>Cores of a task.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Of the job.</summary>
    public string Name { get; init; } = "lesion";

    /// <summary>For the script and the logs.</summary>
    public string Folder { get; init; } = "jobs";

    public Submission Submission { get; init; } = new(null, [], DryRun: false);

    /// <summary>inference or training and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <exception cref="InputException">A number or the name is out of its range, or the command is none.</exception>
    public (IArrayEngine Engine, ArrayJob Job) Read()
    {
        var (program, arguments) = ArrayJob.Parse(Command);
        Positive("--tasks", Tasks);
        Positive("--cpus", Cpus);
        if (Name.Length == 0 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new InputException($"--name {Name}: use letters, digits, '-' and '_'");
        if (Parallel is { } parallel)
            Positive("--parallel", parallel);
        var engine = ArrayEngines.Named(Engine);
        var atOnce = Math.Min(Parallel ?? engine.TasksAtOnce(Tasks, Cpus), Tasks);
        return (engine, new(Name, program, arguments, Tasks, atOnce, Cpus, Path.GetFullPath(Folder)));
    }

    static void Positive(string option, int value)
    {
        if (value < 1)
            throw new InputException($"{option} {value}: must be 1 or more");
    }
}

/// <summary>Hands an array of tasks to its engine.</summary>
public static class SubmitRunner
{
    /// <returns>lines that say what was done</returns>
    /// <exception cref="InputException">It was asked for wrongly, cannot be done so, or tasks failed.</exception>
    public static Task<IReadOnlyList<string>> RunAsync(SubmitRequest request, CancellationToken cancel)
    {
        var (engine, job) = request.Read();
        return engine.RunAsync(job, request.Submission, cancel);
    }
}
