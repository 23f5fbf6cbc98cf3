using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Metrics;

/// <summary>
/// Sliced Wasserstein distance of 7 x 7 patches of the levels of a Laplacian pyramid, times 1000: sees colour, texture
/// and structure by scale without any network. Karras et al. 2018, section 5, arXiv 1710.10196.
/// </summary>
/// <param name="Patches">of each image and level, at random places</param>
/// <param name="Directions">onto which patches are projected, at random</param>
public sealed record SlicedWasserstein(int Patches = 128, int Directions = 512)
{
    const int Patch = 7,
        Smallest = 16,
        Chunk = 64;

    /// <param name="x">uint8 [S, S, 3] each</param>
    /// <param name="y">as many; both are cut to the shorter one</param>
    /// <returns>side of each level, finest first, and its distance</returns>
    public IReadOnlyList<(int Side, double Distance)> Between(
        IReadOnlyList<byte[]> x,
        IReadOnlyList<byte[]> y,
        int side,
        int seed
    )
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var count = Math.Min(x.Count, y.Count);
        using var random = new Generator((ulong)seed, CPU);
        var (a, b) = (Descriptors([.. x.Take(count)], side, random), Descriptors([.. y.Take(count)], side, random));
        return [.. a.Zip(b, (p, q) => (p.Side, 1000 * Distance(Normalised(p.Patches), Normalised(q.Patches), random)))];
    }

    /// <summary>[N P, 3 7 7] of each level</summary>
    List<(int Side, Tensor Patches)> Descriptors(IReadOnlyList<byte[]> images, int side, Generator random)
    {
        var levels = new List<(int Side, List<Tensor> Parts)>();
        foreach (var some in images.Chunk(Chunk))
        {
            using var step = NewDisposeScope();
            var pixels = tensor(some.SelectMany(i => i).ToArray(), [some.Length, side, side, 3])
                .permute(0, 3, 1, 2)
                .to(float32);
            foreach (var (level, i) in Pyramid(pixels).Select((l, i) => (l, i)))
            {
                if (levels.Count == i)
                    levels.Add(((int)level.shape[2], []));
                levels[i].Parts.Add(Cut(level, random).MoveToOuterDisposeScope());
            }
        }
        return [.. levels.Select(l => (l.Side, cat(l.Parts, 0)))];
    }

    /// <summary>
    /// Differences of each level and the next one enlarged; the last level as it is. Burt and Adelson 1983.
    /// </summary>
    static IEnumerable<Tensor> Pyramid(Tensor x)
    {
        while (x.shape[2] % 2 == 0 && x.shape[2] / 2 >= Smallest)
        {
            var half = Smooth(x)[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)];
            var spread = zeros_like(x);
            spread[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)] = half;
            yield return x - 4 * Smooth(spread);
            x = half;
        }
        yield return x;
    }

    static Tensor Smooth(Tensor x)
    {
        var row = tensor(new float[] { 1, 4, 6, 4, 1 }) / 16;
        var kernel = row.outer(row).expand(3, 1, 5, 5);
        return conv2d(pad(x, [2, 2, 2, 2], PaddingModes.Reflect), kernel, groups: 3);
    }

    /// <summary>[N, 3, S, S] -> [N P, 3 7 7]</summary>
    Tensor Cut(Tensor level, Generator random)
    {
        var (n, side) = (level.shape[0], level.shape[2]);
        Tensor Start() => randint(side - Patch + 1, [n, Patches, 1], dtype: int64, generator: random);
        var within = arange(Patch, dtype: int64);
        var rows = (Start() + within).unsqueeze(3); // [N, P, 7, 1]
        var columns = (Start() + within).unsqueeze(2); // [N, P, 1, 7]
        var at = (rows * side + columns).view(n, 1, -1).expand(n, 3, -1); // [N, 3, P 7 7]
        return level
            .reshape(n, 3, -1)
            .gather(2, at)
            .view(n, 3, Patches, -1)
            .permute(0, 2, 1, 3)
            .reshape(n * Patches, -1);
    }

    /// <summary>Each colour channel to mean 0 and deviation 1 over all patches.</summary>
    static Tensor Normalised(Tensor patches)
    {
        var x = patches.view(-1, 3, Patch * Patch);
        var centred = x - x.mean([0, 2], keepdim: true);
        return (centred / centred.square().mean([0, 2], keepdim: true).sqrt().clamp_min(1e-12)).view(patches.shape);
    }

    double Distance(Tensor x, Tensor y, Generator random)
    {
        var directions = normalize(randn(x.shape[1], Directions, generator: random), dim: 0); // [147, K]
        double sum = 0;
        foreach (var some in directions.split(Chunk, 1))
        {
            using var step = NewDisposeScope();
            sum += (x.matmul(some).sort(0).Values - y.matmul(some).sort(0).Values).abs().mean([0]).sum().item<float>();
        }
        return sum / Directions;
    }
}
