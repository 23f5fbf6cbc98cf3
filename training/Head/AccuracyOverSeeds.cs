namespace Platform.Training.Head;

/// <summary>One share for each seed of an evaluation.</summary>
public sealed record AccuracyOverSeeds(IReadOnlyList<double> Runs)
{
    public double Mean => Runs.Average();

    /// <summary>Of the sample, with one degree of freedom less; 0 for a single run.</summary>
    public double StandardDeviation =>
        Runs.Count < 2 ? 0 : Math.Sqrt(Runs.Sum(a => (a - Mean) * (a - Mean)) / (Runs.Count - 1));
}
