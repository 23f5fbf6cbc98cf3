using Platform.Shared.Imaging;
using Platform.Training.Data;
using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// How close images come to single training photographs: the distance to the nearest one over the mean distance to the
/// nearest ones. An image with no original in the set has a ratio near 1; a copy one near 0. Carlini et al. 2023,
/// "Extracting training data from diffusion models", section 4.2, with distances over the eight symmetries of the
/// square.
/// </summary>
/// <param name="training">[N, D] with D = 3 S S, all in [0, 1]</param>
/// <param name="side">S, pixels</param>
public sealed class NearestReal(Tensor training, int side)
{
    /// <summary>
    /// Pixels of a side at which images are compared: enough to tell photographs apart, and robust to small changes.
    /// </summary>
    public const int Side = 32;

    const int Neighbours = 50,
        Chunk = 64;

    /// <summary>Images of any side to [N, 3 32 32] in [0, 1].</summary>
    public static Tensor Rows(IEnumerable<byte[]> images, int side)
    {
        using var scope = NewDisposeScope();
        return (
            stack([
                    .. images.Select(i =>
                        tensor(side == Side ? i : AreaAverage.Resize(new(i, side, side), Side, Side), [Side, Side, 3])
                            .permute(2, 0, 1)
                            .reshape(-1)
                    ),
                ])
                .to(ScalarType.Float32) / 255
        ).MoveToOuterDisposeScope();
    }

    /// <param name="Ratio">
    /// distance to the nearest over the mean distance to the nearest <see cref="Neighbours"/>
    /// </param>
    /// <param name="Distance">to the nearest, root mean square over pixels and channels, in [0, 1]</param>
    /// <param name="Nearest">
    /// indices of the nearest training images, up to <see cref="Neighbours"/>, the nearest first
    /// </param>
    public readonly record struct Match(float Ratio, float Distance, IReadOnlyList<int> Nearest);

    /// <param name="images">[M, D]</param>
    public IReadOnlyList<Match> Of(Tensor images, Action<int>? report = null)
    {
        var matches = new List<Match>();
        using var norms = training.square().sum([1]); // [N]
        for (long start = 0; start < images.shape[0]; start += Chunk)
        {
            using var scope = NewDisposeScope();
            var some = images.narrow(0, start, Math.Min(Chunk, images.shape[0] - start));
            var square =
                // [m, N]
                SquareMoves
                    .All(some.view(-1, 3, side, side))
                    .Select(s => norms - 2 * s.reshape(some.shape).matmul(training.t()))
                    .Aggregate((a, b) => a.minimum(b)) + some.square().sum([1], keepdim: true);
            var (nearest, at) = square.clamp_min(0).topk((int)Math.Min(Neighbours, training.shape[0]), largest: false);
            var distance = nearest.sqrt() / Math.Sqrt(training.shape[1]); // [m, 50]
            var (d, ratio, indices) = (
                distance.select(1, 0),
                distance.select(1, 0) / distance.mean([1]).clamp_min(1e-12),
                at.data<long>().Select(i => (int)i).Chunk((int)at.shape[1]).ToArray()
            );
            for (var i = 0; i < some.shape[0]; i++)
                matches.Add(new(ratio[i].item<float>(), d[i].item<float>(), indices[i]));
            report?.Invoke(matches.Count);
        }
        return matches;
    }
}
