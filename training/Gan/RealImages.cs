using Platform.Training.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Gan;

/// <summary>
/// Minibatches of real images. What image i of the training shows depends only on the seed and i, so a resumed run sees
/// what an unbroken one would.
/// </summary>
/// <param name="indices">Which images of the packed pixels take part.</param>
public sealed class RealImages(PackedPixels pixels, IReadOnlyList<int> indices, Symmetry symmetry, int seed)
{
    long epoch = -1;
    int[] order = [];

    /// <param name="start">Real images shown before this minibatch.</param>
    /// <returns>
    /// [N, 3, R, R] in [-1, 1] at the phase's resolution, blended with its own half resolution during a fade
    /// </returns>
    public Tensor Batch(long start, int count, Phase phase, Device device)
    {
        var side = pixels.Side;
        var bytes = new byte[(long)count * side * side * 3];
        for (var i = 0; i < count; i++)
            pixels.Image(Index(start + i)).CopyTo(bytes.AsSpan(i * side * side * 3));

        using var scope = NewDisposeScope();
        var x =
            // [N, 3, S, S]
            tensor(bytes, [count, side, side, 3]).to(device).permute(0, 3, 1, 2).to(ScalarType.Float32) / 127.5f
            - 1;
        x = Transform(x, start);
        if (side > phase.Resolution)
            x = avg_pool2d(x, side / phase.Resolution);
        if (phase.IsFading)
            x = lerp(interpolate(avg_pool2d(x, 2), scale_factor: [2, 2]), x, phase.Fade);
        return x.contiguous().MoveToOuterDisposeScope();
    }

    int Index(long position)
    {
        var (now, at) = (position / indices.Count, (int)(position % indices.Count));
        if (now != epoch)
        {
            (epoch, order) = (now, [.. indices]);
            new Random(HashCode(now)).Shuffle(order);
        }
        return order[at];
    }

    /// <summary>One symmetry for each sample, drawn from the position of its minibatch.</summary>
    Tensor Transform(Tensor x, long start)
    {
        if (symmetry == Symmetry.None)
            return x;
        var random = new Random(HashCode(~start));
        var picked = Enumerable
            .Range(0, (int)x.shape[0])
            .Select(_ => random.Next(symmetry == Symmetry.Mirror ? 2 : 8))
            .ToArray();
        return SquareMoves.Apply(
            x,
            tensor(picked.Select(k => k & 1L).ToArray()).to(x.device),
            tensor(picked.Select(k => k / 2L).ToArray()).to(x.device)
        );
    }

    int HashCode(long position) =>
        unchecked((int)((ulong)(position * 6364136223846793005L + seed * 1442695040888963407L) >> 32));
}
