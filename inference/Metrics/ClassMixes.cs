using System.Collections.Concurrent;

namespace Platform.Inference.Metrics;

/// <summary>The mix of each bundle that answered.</summary>
sealed class ClassMixes
{
    readonly ConcurrentDictionary<(string Model, string Version), ClassMix> mixes = [];

    public void Add(string model, string version, string code) =>
        mixes.GetOrAdd((model, version), _ => new()).Add(code);

    public IEnumerable<(string Model, string Version, double Bits)> Drifts() =>
        mixes.Where(m => m.Value.Drift is not null).Select(m => (m.Key.Model, m.Key.Version, m.Value.Drift!.Value));
}
