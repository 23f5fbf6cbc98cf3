namespace Platform.Training.Experiments;

/// <summary>The interval of a mean of few values (Student 1908).</summary>
public static class Student
{
    /// <summary>
    /// 0.975 quantiles of the t distribution with 1 to 10 degrees of freedom; the last is used for more of them too,
    /// and makes their interval a little too wide.
    /// </summary>
    static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

    /// <returns>half of the 95 % interval of their mean; 0 of one value, which says nothing</returns>
    public static double HalfInterval(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
            return 0;
        var deviation = Figure.Over([.. values.Select(v => new Figure(v))]).Deviation!.Value;
        return Quantiles[Math.Min(values.Count - 1, Quantiles.Length) - 1] * deviation / Math.Sqrt(values.Count);
    }
}
