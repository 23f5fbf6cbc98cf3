using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class InterleavedTests
{
    [Fact]
    public void Order_HasEachOnceARound_AndTurnsAround() =>
        Assert.Equal([0, 1, 2, 2, 1, 0, 0, 1, 2], Interleaved.Order(3, 3));

    [Fact]
    public async Task RunAsync_RunsAllInTurn_AndKeepsEveryFigure()
    {
        var order = new List<string>();
        Side one(string name, double figure) =>
            new(
                name,
                "",
                true,
                _ =>
                {
                    order.Add(name);
                    return Task.FromResult(new[] { figure + order.Count });
                }
            );
        var outcome = await Interleaved.RunAsync(
            new Comparison("n", "t", [Measure.Rate], [one("a", 10), one("b", 20)], [], []),
            5,
            CancellationToken.None
        );
        Assert.Equal("abbaabbaab", string.Concat(order));
        Assert.Equal([11, 14, 15, 18, 19], outcome.Values(0, 0));
        Assert.Equal([22, 23, 26, 27, 30], outcome.Values(1, 0));
    }

    [Fact]
    public async Task RunAsync_StopsWhenAsked()
    {
        using var stop = new CancellationTokenSource();
        var comparison = new Comparison(
            "n",
            "t",
            [Measure.Rate],
            [
                new(
                    "a",
                    "",
                    true,
                    _ =>
                    {
                        stop.Cancel();
                        return Task.FromResult(new double[] { 1 });
                    }
                ),
            ],
            [],
            []
        );
        await Assert.ThrowsAsync<OperationCanceledException>(() => Interleaved.RunAsync(comparison, 5, stop.Token));
    }
}
