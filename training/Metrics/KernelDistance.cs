using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// Squared maximum mean discrepancy with the kernel (x y / D + 1)^3, unbiased, so that it scatters around zero for
/// equal distributions. Binkowski et al. 2018, section 4, arXiv 1801.01401. As it is for Inception's features, whose
/// published figures it gives; <see cref="Standardised"/> for other spaces.
/// </summary>
/// <param name="Mean">over random subsets</param>
/// <param name="Deviation">of one subset, not of the mean</param>
public sealed record KernelDistance(double Mean, double Deviation)
{
    public const int Subsets = 100,
        SubsetMost = 1000;

    /// <summary>Subsets of half the rows, up to <see cref="SubsetMost"/>.</summary>
    /// <param name="x">[N, D], N at least 4</param>
    /// <param name="y">[M, D]</param>
    public static KernelDistance Between(Tensor x, Tensor y, int seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (x.to(float64), y.to(float64));
        var (kxx, kyy, kxy) = (Kernel(a, a), Kernel(b, b), Kernel(a, b));
        var (n, m) = ((int)a.shape[0], (int)b.shape[0]);
        var size = Math.Min(SubsetMost, Math.Min(n, m) / 2);
        if (size < 2)
            throw new ArgumentException("a kernel distance needs four rows a side");
        var random = new Random(seed);
        var values = new double[Subsets];
        for (var i = 0; i < Subsets; i++)
        {
            using var step = NewDisposeScope();
            var (p, q) = (Draw(random, n, size), Draw(random, m, size));
            values[i] = (
                Off(Part(kxx, p, p), size) + Off(Part(kyy, q, q), size) - 2 * Part(kxy, p, q).mean()
            ).item<double>();
        }
        var mean = values.Average();
        return new(mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (Subsets - 1)));
    }

    /// <summary>
    /// The same of standardised features: each less its mean among the reference, by its deviation there. The kernel
    /// depends on inner products, so that features of large numeric range would drown the others, and the distance of a
    /// space without a scale of its own, such as an encoder's embeddings, would be as arbitrary as that. Hsu, Chang and
    /// Lin 2003, "A practical guide to support vector classification", section 2.2. No change of a feature's scale or
    /// offset changes the distance.
    /// </summary>
    /// <param name="x">[N, D], N at least 4</param>
    /// <param name="reference">[M, D], of real images</param>
    public static KernelDistance Standardised(Tensor x, Tensor reference, int seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var y = reference.to(float64);
        var (mean, deviation) = (y.mean([0]), y.std(0)); // [D]
        // A feature that is one and the same in the whole reference has no scale: it gets the mean one of the others.
        var alive = deviation.gt(deviation.max() * LeastDeviation);
        var others = deviation[alive];
        var scale = others.numel() == 0 ? ones_like(deviation) : where(alive, deviation, others.mean());
        return Between((x.to(float64) - mean) / scale, (y - mean) / scale, seed);
    }

    const double LeastDeviation = 1e-6;

    static Tensor Kernel(Tensor x, Tensor y) => (x.matmul(y.t()) / x.shape[1] + 1).pow(3);

    static Tensor Part(Tensor kernel, Tensor rows, Tensor columns) =>
        kernel.index_select(0, rows).index_select(1, columns);

    /// <summary>The mean without the diagonal.</summary>
    static Tensor Off(Tensor kernel, int size) => (kernel.sum() - kernel.trace()) / ((double)size * (size - 1));

    static Tensor Draw(Random random, int count, int size)
    {
        var order = Enumerable.Range(0, count).Select(i => (long)i).ToArray();
        random.Shuffle(order);
        return tensor(order[..size]);
    }
}
