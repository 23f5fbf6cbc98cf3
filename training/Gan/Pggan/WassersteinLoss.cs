using static TorchSharp.torch;

namespace Platform.Training.Gan.Pggan;

/// <summary>
/// The improved Wasserstein loss with a drift term. Gulrajani et al. 2017, Eq. 3, arXiv 1704.00028; Karras et al. 2018,
/// appendix A.1.
/// </summary>
public static class WassersteinLoss
{
    /// <param name="fakeScores">[N, 1]</param>
    public static Tensor Generator(Tensor fakeScores) => -fakeScores.mean();

    /// <param name="drift">weight of the squared scores of real images, which keeps them near zero</param>
    public static Tensor Discriminator(Tensor realScores, Tensor fakeScores, double drift) =>
        fakeScores.mean() - realScores.mean() + realScores.square().mean() * drift;

    /// <summary>
    /// Mean over the batch of (|gradient of the score| - 1)^2 at points between real and generated images; lambda times
    /// this is the penalty.
    /// </summary>
    /// <param name="score">[N, 3, R, R] -> [N, 1]</param>
    /// <param name="mix">[N, 1, 1, 1], each sample's share of its generated image, uniform in [0, 1]</param>
    public static Tensor GradientPenalty(Func<Tensor, Tensor> score, Tensor reals, Tensor fakes, Tensor mix)
    {
        var between = lerp(reals, fakes, mix).detach().requires_grad_(); // [N, 3, R, R]
        var gradient = autograd.grad([score(between).sum()], [between], create_graph: true, retain_graph: true)[0];
        return (gradient.square().sum([1, 2, 3]).sqrt() - 1).square().mean();
    }
}
