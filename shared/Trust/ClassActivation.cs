using System.Numerics.Tensors;
using Platform.Shared.Head;

namespace Platform.Shared.Trust;

/// <summary>
/// What each place of the feature map adds to a class's logit: the class activation map, exact because the head is
/// linear on the map's spatial mean. Zhou et al. 2016, Eq. 2, arXiv 1512.04150; the head's standardisation and
/// calibration are folded in.
/// </summary>
public static class ClassActivation
{
    /// <param name="featureMap">[F, h, w] of one image</param>
    /// <returns>[h, w]: its sum and the class's bias are the class's logit</returns>
    public static float[] Map(LinearHead head, ReadOnlySpan<float> featureMap, int @class)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)@class, (uint)head.Classes);
        var places = featureMap.Length / head.Features;
        if (places < 1 || places * head.Features != featureMap.Length)
            throw new ArgumentException(
                $"{featureMap.Length} values; a map of {head.Features} channels is wanted.",
                nameof(featureMap)
            );
        var map = new float[places];
        for (var k = 0; k < head.Features; k++) // sum_k (w_ck / hw) A_k(i, j)
            TensorPrimitives.MultiplyAdd(
                featureMap.Slice(k * places, places),
                head.Weights[@class * head.Features + k] / places,
                map,
                map
            );
        return map;
    }
}
