namespace Platform.Tools.Bench;

/// <summary>Work that this platform does, set against other ways to do it.</summary>
public interface IBench : IMeasured
{
    int IMeasured.LeastRepetitions => 5;

    /// <summary>Makes its inputs, starts what must run, and says which peers are missing.</summary>
    Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel);

    async Task<IReport> IMeasured.RunAsync(BenchRun run, int repetitions, CancellationToken cancel) =>
        await Interleaved.RunAsync(await PrepareAsync(run, cancel), repetitions, cancel);
}
