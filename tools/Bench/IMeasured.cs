using System.CommandLine;

namespace Platform.Tools.Bench;

/// <summary>Work that a command of its own runs over and over, and reports on.</summary>
public interface IMeasured
{
    /// <summary>Of the command.</summary>
    string Name { get; }
    string Description { get; }

    /// <summary>Fewer runs of each say nothing.</summary>
    int LeastRepetitions { get; }

    /// <summary>Length of a run where none is given, seconds.</summary>
    double UsualSeconds => 5;

    /// <summary>Callers at once where no number is given.</summary>
    int UsualCallers => 32;

    /// <summary>What its command takes beside repetitions and output.</summary>
    IEnumerable<Symbol> Takes(BenchOptions options);

    /// <param name="repetitions">runs of each side or size</param>
    Task<IReport> RunAsync(BenchRun run, int repetitions, CancellationToken cancel);
}
