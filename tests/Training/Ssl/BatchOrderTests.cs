using Platform.Training.Ssl;

namespace Platform.Training.Tests.Ssl;

public sealed class BatchOrderTests
{
    /// <summary>Each image as often as its share of the epoch says, rounded up or down; none where it is 0.</summary>
    [Fact]
    public void At_WithFrequencies_ShowsEachImageAsOftenAsItsShareSays()
    {
        double[] frequencies =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(i =>
                    i % 3 == 0 ? 0
                    : i % 3 == 1 ? 1
                    : 2.5
                ),
        ];
        var order = new BatchOrder(60, 4, 7, frequencies);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            int[] shown = [.. Enumerable.Range(15 * epoch, 15).SelectMany(step => order.At(step))];
            Assert.Equal(60, shown.Length);
            for (var i = 0; i < 60; i++)
            {
                var expected = 60 * frequencies[i] / frequencies.Sum();
                Assert.InRange(shown.Count(s => s == i), Math.Floor(expected), Math.Ceiling(expected));
            }
        }
    }

    [Fact]
    public void At_WithFrequencies_IsAFunctionOfSeedAndStep()
    {
        double[] frequencies = [.. Enumerable.Range(0, 40).Select(i => 1.0 + i % 4)];
        var (order, again) = (new BatchOrder(40, 8, 1, frequencies), new BatchOrder(40, 8, 1, frequencies));
        _ = again.At(12);
        Assert.Equal(order.At(3), again.At(3));
        Assert.NotEqual(order.At(3), new BatchOrder(40, 8, 2, frequencies).At(3));
    }
}
