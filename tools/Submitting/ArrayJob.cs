using System.Globalization;
using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Submitting;

/// <summary>One command of a phase as many tasks.</summary>
/// <param name="Program">one of <see cref="PhaseProgram"/>'s names</param>
/// <param name="Arguments">{index} stands for the task's number from 0, {tasks} for how many there are</param>
/// <param name="Parallel">tasks at once, at most</param>
/// <param name="Cpus">cores of a task</param>
/// <param name="Folder">for the script and the logs</param>
public sealed record ArrayJob(
    string Name,
    string Program,
    IReadOnlyList<string> Arguments,
    int Tasks,
    int Parallel,
    int Cpus,
    string Folder
)
{
    const string Index = "{index}";

    /// <summary>Reads "inference sample ..." or "training experiment ... --cell {index}".</summary>
    public static (string Program, string[] Arguments) Parse(IReadOnlyList<string> words) =>
        words is [("inference" or "training") and var phase, _, ..]
            ? (phase == "inference" ? PhaseProgram.Inference : PhaseProgram.Training, [.. words.Skip(1)])
            : throw new InputException(
                "what to run: write it behind --, such as -- inference sample models/ham --count 20000 --out set"
            );

    public IEnumerable<string> ArgumentsWith(string index) =>
        Arguments.Select(a =>
            a.Replace(Index, index, StringComparison.Ordinal)
                .Replace("{tasks}", Tasks.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
}
