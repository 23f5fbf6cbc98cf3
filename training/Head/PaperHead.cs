using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Head;

/// <summary>
/// The paper's own evaluation: one fully connected layer on frozen embeddings, Adam at 0.0001, 200 epochs, on a random
/// 80 % of the images, tested on the rest, by five seeds. Ren et al. 2021, section IV. It names no batch size: 256, as
/// in its pretraining.
/// </summary>
/// <remarks>
/// Split by image, so that two photographs of a lesion may lie on both sides: for comparison with the paper's figures
/// only.
/// </remarks>
public sealed record PaperHead(
    int Epochs = 200,
    double LearningRate = 1e-4,
    int BatchSize = 256,
    double TrainShare = 0.8,
    int Seeds = 5
)
{
    public AccuracyOverSeeds Evaluate(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        int classes,
        int seed = 0,
        Action<int>? report = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var features = embeddings[0].Length;
        var x = tensor(embeddings.SelectMany(e => e).ToArray()).view(-1, features); // [N, F]
        var y = tensor(labels.Select(l => (long)l).ToArray()); // [N]
        var runs = new double[Seeds];
        var (threads, done) = (get_num_threads(), 0);
        // Steps too small to share: seeds side by side, each on one thread.
        Parallel.For(
            0,
            Seeds,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads },
            i =>
            {
                set_num_threads(1);
                runs[i] = Run(x, y, classes, seed + i, cancellation);
                lock (runs)
                    report?.Invoke(++done);
            }
        );
        set_num_threads(threads);
        return new(runs);
    }

    double Run(Tensor x, Tensor y, int classes, int seed, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var draw = new Random(seed);
        var order = Enumerable.Range(0, (int)x.shape[0]).ToArray();
        draw.Shuffle(order);
        var count = (int)(order.Length * TrainShare);
        var (train, test) = (order[..count], order[count..]);

        // PyTorch's default initialisation of a linear layer, U(-1/sqrt(F), 1/sqrt(F)), drawn from this seed alone.
        var bound = 1 / Math.Sqrt(x.shape[1]);
        Parameter Draw(params long[] shape) =>
            new(
                tensor(
                    [
                        .. Enumerable
                            .Range(0, (int)shape.Aggregate((a, b) => a * b))
                            .Select(_ => (float)((2 * draw.NextDouble() - 1) * bound)),
                    ],
                    shape
                )
            );
        var (weight, bias) = (Draw(classes, x.shape[1]), Draw(classes));
        using var adam = optim.Adam([weight, bias], LearningRate);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            draw.Shuffle(train);
            foreach (var batch in train.Chunk(BatchSize))
            {
                using var step = NewDisposeScope();
                var index = tensor(batch, int64);
                var loss = nn.functional.cross_entropy(
                    nn.functional.linear(x.index_select(0, index), weight, bias),
                    y.index_select(0, index)
                );
                adam.zero_grad();
                loss.backward();
                adam.step();
            }
        }
        using var off = no_grad();
        var held = tensor(test, int64);
        var predicted = nn.functional.linear(x.index_select(0, held), weight, bias).argmax(1);
        return predicted.eq(y.index_select(0, held)).to(float32).mean().item<float>();
    }
}
