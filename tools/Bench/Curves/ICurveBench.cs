namespace Platform.Tools.Bench.Curves;

/// <summary>Work that this platform does, at several sizes.</summary>
public interface ICurveBench : IMeasured
{
    int IMeasured.LeastRepetitions => 3;

    /// <summary>Makes its inputs and starts what must run.</summary>
    Task<Curve> PrepareAsync(BenchRun run, CancellationToken cancel);

    async Task<IReport> IMeasured.RunAsync(BenchRun run, int repetitions, CancellationToken cancel) =>
        await Growth.RunAsync(await PrepareAsync(run, cancel), repetitions, cancel);
}
