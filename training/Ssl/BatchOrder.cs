using Platform.Training.Ssl.Views;

namespace Platform.Training.Ssl;

/// <summary>
/// Which images a step shows: each epoch is one permutation of all images, the incomplete batch at its end left out.
/// Where some are to be shown more often than others, an epoch is as long, and each image comes in it as often as its
/// share says, rounded up or down by chance: systematic sampling, Madow 1949.
/// </summary>
/// <remarks>A function of the seed and the step alone, so that a resumed run sees what an unbroken one would.</remarks>
/// <param name="frequencies">
/// how often each image is shown, in proportion, 0 or more; null where all are alike
/// </param>
public sealed class BatchOrder(int images, int batchSize, int seed, IReadOnlyList<double>? frequencies = null)
{
    const long Purpose = 0x6F72646572; // keeps the keys of orders apart from those of views
    readonly int[] order = new int[images];
    long shuffled = -1;

    public int EpochSteps => images / batchSize;

    public int[] At(long step)
    {
        var epoch = step / EpochSteps;
        if (epoch != shuffled)
        {
            var random = new ViewRandom(Purpose, seed, epoch);
            if (frequencies is null)
                for (var i = 0; i < images; i++)
                    order[i] = i;
            else
                Sample(frequencies, random.NextDouble());
            random.Shuffle<int>(order);
            shuffled = epoch;
        }
        return order.AsSpan((int)(step % EpochSteps) * batchSize, batchSize).ToArray();
    }

    /// <summary>Images at equal distances on the line on which each takes its share.</summary>
    /// <param name="start">of the first, in [0, 1)</param>
    void Sample(IReadOnlyList<double> shares, double start)
    {
        var distance = shares.Sum() / images;
        var (image, end) = (0, shares[0]);
        for (var i = 0; i < images; i++)
        {
            var at = (i + start) * distance;
            while (end <= at && image < images - 1)
                end += shares[++image];
            order[i] = image;
        }
    }
}
