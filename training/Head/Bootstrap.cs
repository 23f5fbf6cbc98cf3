namespace Platform.Training.Head;

/// <summary>Percentile intervals by drawing whole lesions with replacement, because photographs of one lesion are not independent. Efron and Tibshirani 1993, chapter 13.</summary>
public static class Bootstrap
{
    /// <param name="lesions">of each row</param>
    /// <param name="figure">of rows, of which some come more than once</param>
    /// <returns>the bounds of 95 % of the figure</returns>
    public static (double Low, double High) Interval(IReadOnlyList<string> lesions, Func<IReadOnlyList<int>, double> figure, int seed, int resamples = 1000)
    {
        int[][] groups = [.. Enumerable.Range(0, lesions.Count).GroupBy(i => lesions[i]).Select(g => g.ToArray())];
        var random = new Random(seed);
        var figures = new double[resamples];
        for (var i = 0; i < resamples; i++) figures[i] = figure([.. Enumerable.Range(0, groups.Length).SelectMany(_ => groups[random.Next(groups.Length)])]);
        return Bounds(figures);
    }

    /// <summary>Of 95 % of the figures, which are put in order.</summary>
    public static (double Low, double High) Bounds(double[] figures)
    {
        Array.Sort(figures);
        return (At(figures, 0.025), At(figures, 0.975));
    }

    /// <summary>Linear between the two neighbours.</summary>
    static double At(double[] ordered, double share)
    {
        var position = share * (ordered.Length - 1);
        var below = (int)position;
        return ordered[below] + (position - below) * (ordered[Math.Min(below + 1, ordered.Length - 1)] - ordered[below]);
    }
}
