using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>A measured value and the bounds of 95 % of it over resampled lesions.</summary>
public sealed record Figure(double Value, double Low, double High)
{
    const int Seed = 0;

    /// <param name="lesions">of each row</param>
    /// <param name="value">of rows, of which some come more than once</param>
    public static Figure Of(IReadOnlyList<string> lesions, Func<IReadOnlyList<int>, double> value)
    {
        var (low, high) = Bootstrap.Interval(lesions, value, Seed);
        return new(value([.. Enumerable.Range(0, lesions.Count)]), low, high);
    }

    /// <summary>Of a share of the rows.</summary>
    public static Figure Share(IReadOnlyList<string> lesions, IReadOnlyList<bool> counted) => Of(lesions, rows => rows.Count(r => counted[r]) / (double)rows.Count);
}
