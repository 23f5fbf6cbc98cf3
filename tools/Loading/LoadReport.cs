using Grpc.Core;

namespace Platform.Tools.Loading;

/// <param name="Latencies">of answered calls, milliseconds, ascending</param>
/// <param name="Bundles">how many answers each version gave</param>
/// <param name="Wrong">answers that are not those of their image and bundle</param>
/// <param name="Processors">
/// that the callers took, of this machine: on the server's own machine they are missing there
/// </param>
public sealed record LoadReport(
    TimeSpan Elapsed,
    double[] Latencies,
    IReadOnlyDictionary<StatusCode, long> Statuses,
    IReadOnlyDictionary<string, long> Bundles,
    IReadOnlyList<string> Wrong,
    double Processors
)
{
    const int Shown = 5;

    /// <summary>No wrong answer, and no failure but refusals for want of room.</summary>
    public bool Passed =>
        Wrong.Count == 0
        && Latencies.Length > 0
        && Statuses.Keys.All(s => s is StatusCode.OK or StatusCode.ResourceExhausted);

    /// <summary>Answers a second.</summary>
    public double Rate => Latencies.Length / Elapsed.TotalSeconds;

    /// <summary>The least latency that the share p of the answered calls did not exceed, milliseconds.</summary>
    public double Percentile(double p) =>
        Latencies.Length == 0
            ? double.NaN
            : Latencies[Math.Clamp((int)Math.Ceiling(p * Latencies.Length) - 1, 0, Latencies.Length - 1)];

    public IEnumerable<string> Lines()
    {
        yield return $"{Latencies.Length} answers in {Elapsed.TotalSeconds:0.0} s: {Rate:0.0}/s";
        if (Latencies.Length == 0)
            yield return "latency ms: none";
        else
            yield return $"latency ms: p50 {Percentile(0.5):0.0}  p90 {Percentile(0.9):0.0}  "
                + $"p99 {Percentile(0.99):0.0}  p99.9 {Percentile(0.999):0.0}  max {Percentile(1):0.0}";
        yield return $"statuses: {string.Join("  ", Statuses.Select(s => $"{s.Key} {s.Value}"))}";
        yield return $"bundles: {string.Join("  ", Bundles.Select(b => $"{b.Key} {b.Value}"))}";
        yield return $"callers: {Statuses.Values.Sum() / Elapsed.TotalSeconds:0.0} calls/s, {Processors:0.00} "
            + $"processors";
        yield return $"wrong answers: {Wrong.Count}";
        foreach (var one in Wrong.Take(Shown))
            yield return $"  {one}";
    }
}
