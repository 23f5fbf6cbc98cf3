namespace Platform.Training.Head;

/// <summary>
/// Percentile intervals by drawing whole lesions with replacement, because photographs of one lesion are not
/// independent. Efron and Tibshirani 1993, chapter 13. A figure that is a mean over classes is resampled within them
/// (chapter 8.4, stratified data): otherwise resamples lose rare classes, and the interval is that of another figure.
/// </summary>
public static class Bootstrap
{
    /// <summary>
    /// Fewest lesions, of all or of a class, that give an interval. Of n lesions the draw of n times one and the same
    /// has the probability n^-n, with 3 above the 2.5 % of a bound, so that the bounds would be single lesions; 5 are
    /// well clear of it.
    /// </summary>
    public const int FewestLesions = 5;

    /// <param name="lesions">of each row</param>
    /// <param name="figure">of rows, of which some come more than once</param>
    /// <param name="classes">class of each row, to draw within; null draws from all lesions alike</param>
    /// <returns>the bounds of 95 % of the figure; null where there are too few lesions, or too few of a class</returns>
    public static (double Low, double High)? Interval(
        IReadOnlyList<string> lesions,
        Func<IReadOnlyList<int>, double> figure,
        int seed,
        int resamples = 1000,
        IReadOnlyList<int>? classes = null
    )
    {
        int[][] groups = [.. Enumerable.Range(0, lesions.Count).GroupBy(i => lesions[i]).Select(g => g.ToArray())];
        int[][][] strata = classes is null ? [groups] : Strata(groups, classes);
        if (Fewest(groups, classes) < FewestLesions)
            return null;
        var random = new Random(seed);
        var figures = new double[resamples];
        for (var i = 0; i < resamples; i++)
            figures[i] = figure([
                .. strata.SelectMany(s => s.Select(_ => s[random.Next(s.Length)])).SelectMany(g => g),
            ]);
        return Bounds(figures);
    }

    /// <summary>Groups with the same classes in them: each draw from all of these has every class.</summary>
    static int[][][] Strata(int[][] groups, IReadOnlyList<int> classes) =>
        [
            .. groups
                .GroupBy(g => string.Join(' ', g.Select(i => classes[i]).Distinct().Order()))
                .Select(s => s.ToArray()),
        ];

    /// <summary>Lesions of the class that has the fewest; of all, without classes.</summary>
    static int Fewest(int[][] groups, IReadOnlyList<int>? classes) =>
        classes is null || groups.Length == 0
            ? groups.Length
            : groups.SelectMany(g => g.Select(i => classes[i]).Distinct()).CountBy(c => c).Min(c => c.Value);

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
        return ordered[below]
            + (position - below) * (ordered[Math.Min(below + 1, ordered.Length - 1)] - ordered[below]);
    }
}
