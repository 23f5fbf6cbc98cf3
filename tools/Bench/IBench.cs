using System.CommandLine;

namespace Platform.Tools.Bench;

/// <summary>Work that this platform does, set against other ways to do it.</summary>
public interface IBench
{
    /// <summary>Of the command and of the files.</summary>
    string Name { get; }
    string Description { get; }

    /// <summary>What its command takes beside repetitions and output.</summary>
    IEnumerable<Symbol> Takes(BenchOptions options);

    /// <summary>Makes its inputs, starts what must run, and says which peers are missing.</summary>
    Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel);
}
