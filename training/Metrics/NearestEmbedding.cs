using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>The nearest row of a reference by Euclidean distance.</summary>
public static class NearestEmbedding
{
    const int Chunk = 256;

    /// <param name="rows">[N, D]</param>
    /// <param name="reference">[M, D]</param>
    public static IReadOnlyList<(double Distance, int Nearest)> Of(Tensor rows, Tensor reference)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var found = new List<(double, int)>();
        foreach (var some in rows.split(Chunk))
        {
            using var step = NewDisposeScope();
            var (distance, at) = cdist(some, reference).min(1); // [n], [n]
            found.AddRange(distance.to(float64).data<double>().Zip(at.data<long>(), (d, i) => (d, (int)i)));
        }
        return found;
    }
}
