using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Ssl.Byol;

/// <summary>
/// The squared distance of normalised prediction and target, 2 - 2 cos, in both directions. Grill et al. 2020, Eq. 2
/// and the sentence after it, arXiv 2006.07733; Ren et al. 2021, section III-A2.
/// </summary>
public static class ByolLoss
{
    /// <param name="p1">[N, D] predictions from the first views</param>
    /// <param name="p2">[N, D] predictions from the second views</param>
    /// <param name="z1">[N, D] the target's projections of the first views, without gradient</param>
    /// <param name="z2">[N, D] the target's projections of the second views</param>
    /// <returns>The mean over the batch, a scalar in [0, 8]</returns>
    public static Tensor Of(Tensor p1, Tensor p2, Tensor z1, Tensor z2) => (Distance(p1, z2) + Distance(p2, z1)).mean();

    static Tensor Distance(Tensor p, Tensor z) =>
        2 - 2 * (normalize(p, p: 2, dim: 1) * normalize(z.detach(), p: 2, dim: 1)).sum(1); // [N]
}
