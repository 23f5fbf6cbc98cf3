using Platform.Training.Ssl.Views;

namespace Platform.Training.Ssl;

/// <summary>
/// Which images a step shows: each epoch is one permutation of all images, the incomplete batch at its end left out.
/// </summary>
/// <remarks>A function of the seed and the step alone, so that a resumed run sees what an unbroken one would.</remarks>
public sealed class BatchOrder(int images, int batchSize, int seed)
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
            for (var i = 0; i < images; i++)
                order[i] = i;
            new ViewRandom(Purpose, seed, epoch).Shuffle<int>(order);
            shuffled = epoch;
        }
        return order.AsSpan((int)(step % EpochSteps) * batchSize, batchSize).ToArray();
    }
}
