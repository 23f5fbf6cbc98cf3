using Platform.Tools.Bench;
using Platform.Tools.Bench.Curves;

namespace Platform.Tools.Tests.Bench.Curves;

/// <summary>Curves whose runs give set figures.</summary>
static class Sizes
{
    static readonly Measure Time = new("time", "s", LessIsBetter: true),
        Memory = new("most memory", "MB", LessIsBetter: true);

    /// <summary>A cost in proportion that then grows by the power 1.5, and one that stays.</summary>
    public static Growth Growth() =>
        new(
            Curve([100, 1000, 10_000], Time, Memory),
            [
                [
                    [1, 50],
                    [1.1, 50],
                    [0.9, 50],
                ],
                [
                    [10, 40],
                    [9, 50],
                    [11, 60],
                ],
                [
                    [316.2, 50],
                    [300, 50],
                    [400, 50],
                ],
            ]
        );

    public static Growth Of(IReadOnlyList<int> sizes, Measure measure, params IReadOnlyList<double> figures) =>
        new(Curve(sizes, measure), [.. figures.Select(f => new[] { new[] { f } })]);

    static Curve Curve(IReadOnlyList<int> sizes, params IReadOnlyList<Measure> measures) =>
        new(
            "growth-fit",
            "fit a | head",
            "images",
            sizes,
            measures,
            ["one thread"],
            (_, _) => Task.FromResult(new double[measures.Count])
        );
}
