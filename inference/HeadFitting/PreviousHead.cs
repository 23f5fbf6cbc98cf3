using Platform.Shared.Head;

namespace Platform.Inference.HeadFitting;

/// <summary>The old head on the classes that are left: its probabilities given that it is one of them.</summary>
static class PreviousHead
{
    /// <param name="kept">indices of its classes</param>
    public static float[] Probabilities(LinearHead head, float[] embedding, int[] kept)
    {
        var all = CrossValidation.Probabilities(head, embedding);
        var sum = kept.Sum(k => all[k]);
        return [.. kept.Select(k => sum > 0 ? all[k] / sum : 1f / kept.Length)];
    }
}
