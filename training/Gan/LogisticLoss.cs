using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Gan;

/// <summary>
/// Non-saturating logistic loss with the R1 penalty. Goodfellow et al. 2014, section 3; Mescheder et al. 2018, Eq. 9,
/// arXiv 1801.04406.
/// </summary>
public static class LogisticLoss
{
    /// <param name="fakeScores">[N] or [N, 1]</param>
    public static Tensor Generator(Tensor fakeScores) => softplus(-fakeScores).mean();

    public static Tensor Discriminator(Tensor realScores, Tensor fakeScores) =>
        softplus(fakeScores).mean() + softplus(-realScores).mean();

    /// <summary>
    /// Mean over the batch of the squared gradient norm of the score at the real images: R1 is gamma/2 times this.
    /// </summary>
    /// <param name="reals">[N, 3, R, R], requires a gradient</param>
    /// <param name="realScores">[N, 1] = D(reals)</param>
    public static Tensor SquaredGradientNorm(Tensor reals, Tensor realScores)
    {
        // [N, 3, R, R]
        var gradient = autograd.grad([realScores.sum()], [reals], create_graph: true, retain_graph: true)[0];
        return gradient.square().sum([1, 2, 3]).mean();
    }
}
