using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

/// <summary>
/// A comparison of two ways of ours with one other, by rate and by latency, whose runs give set figures.
/// </summary>
static class Sides
{
    public static readonly Measure Latency = new("p99", "ms", LessIsBetter: true);

    public static Comparison Comparison(params IReadOnlyList<string> skipped) =>
        new(
            "serve",
            "classify | 32 callers",
            [Measure.Rate, Latency],
            [One("ours", true), One("ours, INT8", true), One("Node", false)],
            ["2 threads"],
            skipped
        );

    public static Outcome Outcome(params IReadOnlyList<string> skipped) =>
        new(
            Comparison(skipped),
            [
                [
                    [300, 40],
                    [320, 44],
                    [310, 42],
                ],
                [
                    [900, 10],
                    [910, 11],
                    [890, 12],
                ],
                [
                    [200, 43],
                    [190, 41],
                    [210, 45],
                ],
            ]
        );

    static Side One(string name, bool ours) =>
        new(name, $"what {name} does", ours, _ => Task.FromResult(new double[] { 1, 2 }));
}
