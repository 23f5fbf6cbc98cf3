namespace Platform.Training.Configuration;

/// <summary>The presets that every method has.</summary>
public static class PresetTable
{
    /// <param name="paper">as published</param>
    /// <param name="small">for a CPU</param>
    /// <param name="smoke">for the quickstart and the tests</param>
    public static IReadOnlyDictionary<string, Setup<T>> Of<T>(Setup<T> paper, Setup<T> small, Setup<T> smoke)
        where T : class =>
        new OrderedDictionary<string, Setup<T>>
        {
            [nameof(paper)] = paper,
            [nameof(small)] = small,
            [nameof(smoke)] = smoke,
        };
}
