using Platform.Training.Metrics;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Metrics;

public sealed class NearestRealTests
{
    [Fact]
    public void Of_FindsACopy_EvenTurnedAndMirrored()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        var training = rand(100, 3 * 8 * 8);
        var copy = training[42].view(3, 8, 8).rot90(1, (1, 2)).flip(2).reshape(1, -1) + 0.01 * randn(1, 192);
        var match = new NearestReal(training, 8).Of(copy)[0];
        Assert.Equal(42, match.Nearest[0]);
        Assert.InRange(match.Ratio, 0, 0.1f);
        Assert.Equal(0.01f, match.Distance, 0.003f);
    }

    [Fact]
    public void Of_AnUnrelatedImage_HasARatioNearOne()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        Assert.All(new NearestReal(rand(200, 192), 8).Of(rand(70, 192)), m => Assert.InRange(m.Ratio, 0.8f, 1f));
    }

    [Fact]
    public void Of_EqualsALoopOverAllPairs()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        var (training, images) = (rand(60, 48), rand(3, 48));
        var matches = new NearestReal(training, 4).Of(images);
        for (var i = 0; i < 3; i++)
        {
            var distances = Enumerable
                .Range(0, 60)
                .Select(n =>
                    Enumerable
                        .Range(0, 8)
                        .Min(k =>
                        {
                            var turned = images[i].view(3, 4, 4).rot90(k / 2, (1, 2));
                            return (float)
                                Math.Sqrt(
                                    ((k % 2 == 0 ? turned : turned.flip(2)).reshape(-1) - training[n])
                                        .square()
                                        .mean()
                                        .item<float>()
                                );
                        })
                )
                .Order()
                .Take(50)
                .ToArray();
            Assert.Equal(distances[0], matches[i].Distance, 1e-4f);
            Assert.Equal(distances[0] / distances.Average(), matches[i].Ratio, 1e-3f);
        }
    }
}
