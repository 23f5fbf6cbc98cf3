using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// Improved precision and recall: the share of one set within the balls of the other, where a row's ball reaches to its
/// k-th nearest neighbour in its own set. Kynkäänniemi et al. 2019, Eqs. 1 and 2, arXiv 1904.06991.
/// </summary>
/// <param name="Precision">of the images: in the balls of the reference</param>
/// <param name="Recall">of the reference: in the balls of the images</param>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    public const int Neighbours = 3;

    /// <param name="images">[N, D], N above <see cref="Neighbours"/></param>
    /// <param name="reference">[M, D]</param>
    public static PrecisionRecall Between(Tensor images, Tensor reference)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = (images.to(float64), reference.to(float64));
        var (radiusX, radiusY) = (Radius(x), Radius(y));
        var distance = cdist(x, y); // [N, M]
        double Share(Tensor inside, long axis) => inside.any(axis).to(float64).mean().item<double>();
        return new(Share(distance.le(radiusY.unsqueeze(0)), 1), Share(distance.le(radiusX.unsqueeze(1)), 0));
    }

    /// <summary>Of each row to its k-th neighbour; the nearest is the row itself.</summary>
    static Tensor Radius(Tensor rows) =>
        cdist(rows, rows).topk(Neighbours + 1, dim: 1, largest: false).values.select(1, Neighbours); // [N]
}
