using Platform.Tools.Loading;

namespace Platform.Tools.Bench.Siege;

/// <summary>Honest callers without an attack and during one, on the same server.</summary>
/// <param name="During">null where the server answered nobody</param>
/// <param name="MemoryBefore">MB, after the calls without an attack</param>
/// <param name="MemoryPeak">MB</param>
/// <param name="MemoryAfter">MB, when the attack and the calls have rested; NaN where the server has ended</param>
sealed record SiegeRun(
    IAttack Attack,
    LoadReport Before,
    LoadReport? During,
    AttackLog Tries,
    double MemoryBefore,
    double MemoryPeak,
    double MemoryAfter
)
{
    /// <summary>More is not what honest callers should see.</summary>
    const double MostSlower = 3,
        MostMemory = 1.2;

    public int Answered => During?.Latencies.Length ?? 0;

    /// <summary>Honest calls that got no answer.</summary>
    public long Failed => (During?.Statuses.Values.Sum() ?? 0) - Answered;

    public int Wrong => Before.Wrong.Count + (During?.Wrong.Count ?? 0);

    public double Ratio => During is null ? double.NaN : During.Percentile(0.99) / Before.Percentile(0.99);

    /// <summary>What did not hold; empty where all did.</summary>
    public IEnumerable<string> Faults()
    {
        if (double.IsNaN(MemoryAfter))
            yield return "the server ended";
        if (Answered == 0)
            yield return "nobody was answered";
        if (Wrong > 0)
            yield return "answers changed";
        if (Failed > 0)
            yield return "calls failed";
        if (Ratio > MostSlower)
            yield return FormattableString.Invariant($"p99 above {MostSlower} times that before");
        if (MemoryAfter > MostMemory * MemoryBefore)
            yield return "memory did not come back within 20 %";
    }
}
