using Platform.Tools.Phases;

namespace Platform.Tools.Bench.Curves;

/// <summary>A run of calls on a server: its rate and its p99.</summary>
/// <param name="seconds">of a run</param>
sealed class ServerLoad(byte[][] photographs, double seconds, IReadOnlyList<string> conditions)
{
    const double WarmUp = 2; // seconds

    public static readonly IReadOnlyList<Measure> Measures = [Measure.Rate, new("p99", "ms", LessIsBetter: true)];

    public IReadOnlyList<string> Conditions => conditions;

    public static async Task<ServerLoad> OfAsync(BenchRun run, CancellationToken cancel)
    {
        var (photographs, seconds) = (await run.Inputs.EncodedAsync(cancel), run.Get(run.Options.Seconds));
        return new(
            photographs,
            seconds,
            [
                run.Inputs.Describe(photographs),
                $"{seconds:0.#} s a run; the callers share the processors with the server",
            ]
        );
    }

    /// <summary>Starts a server that is stopped with the run, warms it up and gives its address.</summary>
    public async Task<string> StartAsync(BenchRun run, Launch launch, int callers, CancellationToken cancel)
    {
        var address = await run.ServeAsync(launch, cancel);
        await Servers.LoadAsync(launch.Title, address, photographs, callers, WarmUp, cancel);
        return address;
    }

    /// <returns>a figure for each of <see cref="Measures"/></returns>
    public async Task<double[]> RunAsync(string name, string address, int callers, CancellationToken cancel)
    {
        var report = await Servers.LoadAsync(name, address, photographs, callers, seconds, cancel);
        return [report.Rate, report.Percentile(0.99)];
    }
}
