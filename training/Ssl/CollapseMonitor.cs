using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>
/// Mean standard deviation of the components of l2-normalised projections: near 1/sqrt(D) in health, near 0 after a
/// collapse to one point, which the loss of a method without negatives does not show. Chen and He 2021, section 4.1, arXiv 2011.10566.
/// </summary>
public static class CollapseMonitor
{
    /// <summary>A collapse as a share of 1/sqrt(D): 0.01 where D = 256.</summary>
    const double Alarm = 0.16;

    /// <summary>Random weights begin close to a collapse, so the first tenth of the training does not count.</summary>
    const double Begins = 0.1;

    /// <param name="projections">[M, D]</param>
    public static double Spread(Tensor projections)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return nn.functional.normalize(projections.detach().to(float32), p: 2, dim: 1).std(0).mean().item<float>();
    }

    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    public static bool IsCollapsed(double spread, long dimensions, double progress) => progress >= Begins && spread < Alarm / Math.Sqrt(dimensions);
}
