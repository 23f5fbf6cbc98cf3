using System.Globalization;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>A measured value and the bounds of 95 % of it over resampled lesions.</summary>
/// <param name="Low">
/// null, as the other bound, where too few lesions give no interval (<see cref="Bootstrap.FewestLesions"/>)
/// </param>
public sealed record Figure(double Value, double? Low, double? High)
{
    const int Seed = 0;

    /// <param name="lesions">of each row</param>
    /// <param name="value">of rows, of which some come more than once</param>
    /// <param name="classes">
    /// class of each row, for a value that is a mean over classes: each resample has them all
    /// </param>
    public static Figure Of(
        IReadOnlyList<string> lesions,
        Func<IReadOnlyList<int>, double> value,
        IReadOnlyList<int>? classes = null
    )
    {
        var interval = Bootstrap.Interval(lesions, value, Seed, classes: classes);
        return new(value([.. Enumerable.Range(0, lesions.Count)]), interval?.Low, interval?.High);
    }

    /// <summary>The interval as reports show it, such as [31.4, 98.8], or that it is withheld.</summary>
    public string Interval(double scale, string format) =>
        this is { Low: { } low, High: { } high }
            ? $"[{(scale * low).ToString(format, CultureInfo.InvariantCulture)}, "
                + $"{(scale * high).ToString(format, CultureInfo.InvariantCulture)}]"
            : "[withheld]";

    /// <summary>Of a share of the rows.</summary>
    public static Figure Share(IReadOnlyList<string> lesions, IReadOnlyList<bool> counted) =>
        Of(lesions, rows => rows.Count(r => counted[r]) / (double)rows.Count);
}
