using static TorchSharp.torch;

namespace Platform.Training.Head;

/// <summary>
/// Names an image by its k nearest training images, each weighing exp(cosine / T): what an embedding is worth without
/// any training. Wu et al. 2018, section 3.4, arXiv 1805.01978.
/// </summary>
public sealed record WeightedKnn(int Neighbours = 20, double Temperature = 0.07)
{
    const int Chunk = 512;

    /// <param name="train">[F] each, at least one</param>
    /// <returns>class index of each test image</returns>
    public int[] Predict(
        IReadOnlyList<float[]> train,
        IReadOnlyList<int> labels,
        IReadOnlyList<float[]> test,
        int classes
    )
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var known = Unit(train); // [N, F]
        var votes = nn.functional.one_hot(tensor(labels.Select(l => (long)l).ToArray()), classes).to(float32); // [N, C]
        var predicted = new List<int>(test.Count);
        foreach (var some in test.Chunk(Chunk))
        {
            using var step = NewDisposeScope();
            var (cosine, at) = Unit(some).matmul(known.t()).topk(Math.Min(Neighbours, train.Count)); // [n, k]
            var weight = ((cosine - 1) / Temperature).exp().unsqueeze(2); // [n, k, 1]
            var score = (votes.index_select(0, at.flatten()).view(some.Length, -1, classes) * weight).sum(1); // [n, C]
            predicted.AddRange(score.argmax(1).data<long>().Select(c => (int)c));
        }
        return [.. predicted];
    }

    static Tensor Unit(IReadOnlyList<float[]> rows) =>
        nn.functional.normalize(tensor(rows.SelectMany(r => r).ToArray()).view(rows.Count, -1), dim: 1);
}
