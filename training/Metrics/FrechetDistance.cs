using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// Fréchet distance of two Gaussians fitted to embeddings, |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)). Heusel et al.
/// 2017, Eq. 6, arXiv 1706.08500. In float64; covariances divide by N - 1.
/// </summary>
/// <param name="Clipped">sum of the negative eigenvalues that rounding made and that count as zero</param>
public sealed record FrechetDistance(double Value, double Clipped)
{
    public const string CovarianceDivisor = "N - 1";

    /// <param name="x">[N, D]</param>
    /// <param name="y">[M, D]</param>
    public static FrechetDistance Between(Tensor x, Tensor y)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var ((m1, s1), (m2, s2)) = (Moments(x), Moments(y));
        // tr (S1 S2)^(1/2) is the sum of the roots of the eigenvalues of A S2 A with A = S1^(1/2), which is symmetric.
        var (values, vectors) = linalg.eigh(s1);
        var root = (vectors * values.clamp_min(0).sqrt()).matmul(vectors.t()); // [D, D]
        var inner = linalg.eigvalsh(root.matmul(s2).matmul(root)); // [D]
        var distance = (m1 - m2).square().sum() + s1.trace() + s2.trace() - 2 * inner.clamp_min(0).sqrt().sum();
        return new(distance.item<double>(), (values.clamp_max(0).sum() + inner.clamp_max(0).sum()).item<double>());
    }

    static (Tensor Mean, Tensor Covariance) Moments(Tensor rows)
    {
        if (rows.shape[0] < 2)
            throw new ArgumentException("a covariance needs two rows");
        var x = rows.to(float64);
        var mean = x.mean([0]); // [D]
        var centred = x - mean;
        return (mean, centred.t().matmul(centred) / (x.shape[0] - 1)); // [D, D]
    }
}
