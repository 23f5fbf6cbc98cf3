using Platform.Training.Data;
using static TorchSharp.torch;

namespace Platform.Training.Gan.Augmentation;

/// <summary>
/// Augmentations that leave a lesion what it is: flips, quarter turns, shifts by up to an eighth, mild changes of
/// brightness, saturation and contrast; no change of hue. Differentiable; each sample draws its own. Zhao et al. 2020,
/// section 3.2, arXiv
/// 2006.10738; Karras et al. 2020, appendix B, arXiv 2006.06676.
/// </summary>
public static class LesionAugmentation
{
    /// <summary>
    /// Half the widths of Zhao et al. 2020: brightness +-0.5, saturation 0 to 2, contrast 0.5 to 1.5.
    /// </summary>
    const float Brightness = 0.25f,
        Saturation = 0.5f,
        Contrast = 0.25f;

    const float Shift = 0.125f;

    /// <param name="x">[N, 3, S, S] in [-1, 1]</param>
    /// <param name="p">scalar, the probability of each augmentation</param>
    public static Tensor Apply(Tensor x, Tensor p)
    {
        var (n, side) = (x.shape[0], x.shape[3]);
        var (chosen, value) = (rand(6, n, device: x.device).lt(p), rand(7, n, device: x.device));
        var reach = (long)(Shift * side);
        x = SquareMoves.Apply(
            x,
            Whole(0, value[0] * 2),
            Whole(1, value[1] * 4),
            Whole(2, Pixels(value[2])),
            Whole(2, Pixels(value[3]))
        );
        x = x + Factor(3, value[4], Brightness);
        var grey = x.mean([1], keepdim: true); // [N, 1, S, S]
        x = grey + (x - grey) * (1 + Factor(4, value[5], Saturation));
        var level = x.mean([1, 2, 3], keepdim: true); // [N, 1, 1, 1]
        return level + (x - level) * (1 + Factor(5, value[6], Contrast));

        Tensor Pixels(Tensor uniform) => uniform * (2 * reach + 1) - reach; // [N]
        // [N], 0 where not chosen
        Tensor Whole(int choice, Tensor amount) => (amount.floor() * chosen[choice]).to(ScalarType.Int64);
        Tensor Factor(int choice, Tensor uniform, float width) =>
            ((uniform * 2 - 1) * width * chosen[choice]).view(n, 1, 1, 1);
    }
}
