using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Platform.Training.Ssl.SimClr;

/// <summary>
/// Normalised temperature-scaled cross entropy: each view picks its partner among the 2N - 1 other views by cosine
/// similarity. Chen et al. 2020, Eq. 1, arXiv 2002.05709; Ren et al. 2021, Eq. 2. Where lesions are told, views of
/// other photographs of the own lesion are left out of the sum: no negatives, being of the same thing (false negative
/// elimination, Huynh et al. 2022, arXiv 2011.11765).
/// </summary>
public static class NtXentLoss
{
    /// <param name="z1">[N, D] projections of the first views</param>
    /// <param name="z2">[N, D] projections of the second views, in the same order</param>
    /// <param name="temperature">tau</param>
    /// <param name="lesions">int64 [N], equal for photographs of one lesion; null where all are negatives</param>
    /// <returns>The mean over all 2N views, a scalar</returns>
    public static Tensor Of(Tensor z1, Tensor z2, double temperature, Tensor? lesions = null)
    {
        var n = z1.shape[0];
        var z = normalize(cat([z1, z2]), p: 2, dim: 1); // [2N, D]
        var similarity = z.mm(z.t()) / temperature; // [2N, 2N]
        similarity = similarity.masked_fill(LeftOut(n, lesions, z.device), float.NegativeInfinity);
        var partner = arange(2 * n, dtype: ScalarType.Int64, device: z.device).roll(n, 0); // i -> i + N mod 2N
        return cross_entropy(similarity, partner);
    }

    /// <summary>bool [2N, 2N]: a view itself, and other photographs of its lesion.</summary>
    static Tensor LeftOut(long n, Tensor? lesions, Device device)
    {
        Tensor Diagonal(long size) => eye(size, dtype: ScalarType.Bool, device: device);
        if (lesions is null)
            return Diagonal(2 * n);
        var same = lesions.unsqueeze(0).eq(lesions.unsqueeze(1)); // [N, N]
        return same.logical_and(Diagonal(n).logical_not()).repeat(2, 2).logical_or(Diagonal(2 * n));
    }
}
