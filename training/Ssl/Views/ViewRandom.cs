namespace Platform.Training.Ssl.Views;

/// <summary>
/// Random numbers keyed by what they are for, such as (seed, step, image, view): the same key gives the same numbers,
/// in whatever order and batch it is asked for. SplitMix64, Steele, Lea and Flood 2014, Fig. 14.
/// </summary>
public struct ViewRandom(params ReadOnlySpan<long> key)
{
    const ulong Gamma = 0x9E3779B97F4A7C15;
    ulong state = Fold(key);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Mix(state += Gamma) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform in [0, count).</summary>
    public int Next(int count) => (int)(NextDouble() * count);

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Fisher and Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    static ulong Fold(ReadOnlySpan<long> key)
    {
        ulong folded = 0;
        foreach (var part in key)
            folded = Mix(folded + Gamma + (ulong)part);
        return folded;
    }

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
