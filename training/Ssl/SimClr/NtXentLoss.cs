using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Ssl.SimClr;

/// <summary>
/// Normalised temperature-scaled cross entropy: each view picks its partner among the 2N - 1 other views by cosine
/// similarity. Chen et al. 2020, Eq. 1, arXiv 2002.05709; Ren et al. 2021, Eq. 2.
/// </summary>
public static class NtXentLoss
{
    /// <param name="z1">[N, D] projections of the first views</param>
    /// <param name="z2">[N, D] projections of the second views, in the same order</param>
    /// <param name="temperature">tau</param>
    /// <returns>The mean over all 2N views, a scalar</returns>
    public static Tensor Of(Tensor z1, Tensor z2, double temperature)
    {
        var n = z1.shape[0];
        var z = normalize(cat([z1, z2]), p: 2, dim: 1); // [2N, D]
        var similarity = z.mm(z.t()) / temperature; // [2N, 2N]
        similarity = similarity.masked_fill(
            eye(2 * n, dtype: ScalarType.Bool, device: z.device),
            float.NegativeInfinity
        );
        var partner = arange(2 * n, dtype: ScalarType.Int64, device: z.device).roll(n, 0); // i -> i + N mod 2N
        return cross_entropy(similarity, partner);
    }
}
