using System.Text.Json.Serialization;

namespace Platform.Training.Head;

/// <summary>How much each class counts when a head is fitted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum ClassWeights
{
    /// <summary>Each image alike: the head answers for the class shares of its images.</summary>
    None,

    /// <summary>
    /// Each class alike, an image by one over the number of its class: the head answers for classes that are equally
    /// frequent.
    /// </summary>
    Balanced,
}

/// <summary>What class weights are of given images.</summary>
public static class ClassWeighting
{
    /// <param name="labels">of the images that a head is fitted on; every class occurs</param>
    /// <returns>
    /// factor of each image's loss, n / (C n_c), so that they sum to the number of images and an L2 term keeps its
    /// meaning; null where all are 1
    /// </returns>
    public static IReadOnlyList<float>? Of(ClassWeights weights, IReadOnlyList<int> labels, int classes)
    {
        if (weights == ClassWeights.None)
            return null;
        var counts = new int[classes];
        foreach (var label in labels)
            counts[label]++;
        return [.. labels.Select(l => labels.Count / ((float)classes * counts[l]))];
    }
}
