using System.Numerics.Tensors;
using Platform.Shared.Head;

namespace Platform.Inference.Classification;

/// <summary>
/// Where in the image a class's logit comes from: M_c = sum_k w_ck A_k, with A_k the feature maps. Zhou et al. 2016, Eq. 2,
/// arXiv 1512.04150.
/// </summary>
public static class ClassActivation
{
    /// <summary>
    /// Each cell of the map with the bias added. Exact, because the head is linear on the mean of each feature map: the mean of
    /// the cells is the logit.
    /// </summary>
    /// <param name="head">on raw features: its standardisation is folded into weights and bias</param>
    /// <param name="featureMap">[512, h, w]</param>
    /// <returns>[h, w]</returns>
    public static float[] Map(LinearHead head, ReadOnlySpan<float> featureMap, int classIndex)
    {
        var cells = new float[featureMap.Length / head.Features];
        Array.Fill(cells, head.Bias[classIndex]);
        for (var k = 0; k < head.Features; k++)
            TensorPrimitives.MultiplyAdd(featureMap.Slice(k * cells.Length, cells.Length), head.Weights[classIndex * head.Features + k], cells, cells);
        return cells;
    }
}
