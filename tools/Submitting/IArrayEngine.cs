using Platform.Shared;

namespace Platform.Tools.Submitting;

/// <summary>How an array job is handed over, where an engine can do that.</summary>
/// <param name="Dependency">jobs that it waits for, as the engine writes them; null for none</param>
/// <param name="More">further options of the engine's own</param>
/// <param name="DryRun">write what would be handed over, and hand over nothing</param>
public sealed record Submission(string? Dependency, IReadOnlyList<string> More, bool DryRun);

/// <summary>
/// What runs an array job. A new one is a class and a row in <see cref="ArrayEngines"/>. Its tasks are told their part
/// by the variables JOB_COMPLETION_INDEX, from 0, and JOB_COMPLETIONS, or by {index} and {tasks} in the arguments.
/// </summary>
public interface IArrayEngine
{
    /// <summary>What a user calls it.</summary>
    string Name { get; }

    /// <summary>The name and what it is, where the name does not say so.</summary>
    string Description { get; }

    /// <summary>How many tasks it runs at once where nobody says, in words.</summary>
    string Parallelism { get; }

    /// <summary>Name and description of the option that hands further options through to it; null for none.</summary>
    (string Name, string Description)? MoreOption { get; }

    /// <summary>Variables of its own by which its tasks are told their part; other engines take them away.</summary>
    IReadOnlyList<string> TaskVariables { get; }

    /// <summary>How many tasks it runs at once where nobody says.</summary>
    /// <param name="cpus">cores of a task</param>
    int TasksAtOnce(int tasks, int cpus);

    /// <returns>lines that say what was done</returns>
    /// <exception cref="InputException">It cannot be done so, or tasks failed.</exception>
    Task<IReadOnlyList<string>> RunAsync(ArrayJob job, Submission submission, CancellationToken cancel);
}
