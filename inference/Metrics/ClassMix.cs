namespace Platform.Inference.Metrics;

/// <summary>How far a bundle's latest predicted classes have moved from its first ones. Thread-safe.</summary>
/// <remarks>
/// By chance alone the divergence is about (C - 1) / (4 W ln 2) bits for C classes and a window of W: 0.004 for 7 and
/// 512.
/// </remarks>
/// <param name="window">answers that make a mix</param>
public sealed class ClassMix(int window = 512)
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> first = [],
        latest = [];
    readonly Queue<string> order = new(window);
    int seen;

    public void Add(string code)
    {
        lock (gate)
        {
            if (seen < window)
                first[code] = first.GetValueOrDefault(code) + 1;
            seen++;
            latest[code] = latest.GetValueOrDefault(code) + 1;
            order.Enqueue(code);
            if (order.Count > window)
                latest[order.Dequeue()]--;
        }
    }

    /// <summary>Bits, 0 to 1; null until the window was filled twice, so that the two mixes share no answer.</summary>
    public double? Drift
    {
        get
        {
            lock (gate)
                return seen < 2 * window ? null : JensenShannon(first, latest, window);
        }
    }

    /// <summary>
    /// H((p + q) / 2) - (H(p) + H(q)) / 2. Lin 1991, "Divergence measures based on the Shannon entropy", Eq. 4.1.
    /// </summary>
    static double JensenShannon(Dictionary<string, int> p, Dictionary<string, int> q, double count)
    {
        double Bits(string code, Dictionary<string, int> counts, Func<double, double> ratio) =>
            counts.GetValueOrDefault(code) is > 0 and var n ? n / count * Math.Log2(ratio(n / count)) : 0;
        return p
            .Keys.Union(q.Keys)
            .Sum(code =>
            {
                var mean = (p.GetValueOrDefault(code) + q.GetValueOrDefault(code)) / (2 * count);
                return 0.5 * (Bits(code, p, x => x / mean) + Bits(code, q, x => x / mean));
            });
    }
}
