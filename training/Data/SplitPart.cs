namespace Platform.Training.Data;

/// <summary>The parts of a split that a data set or its folders name.</summary>
static class SplitPart
{
    public const string Train = "train",
        Test = "test";

    /// <summary>
    /// Images for choosing a model count as training images: head keeps lesions of its own to calibrate on.
    /// </summary>
    static readonly string[] TrainNames = [Train, "training", "val", "valid", "validation", "dev"],
        TestNames = [Test, "testing"];

    /// <summary>Train or test; null for a name that is neither, letter case apart.</summary>
    public static string? Of(string name) =>
        TrainNames.Contains(name, StringComparer.OrdinalIgnoreCase) ? Train
        : TestNames.Contains(name, StringComparer.OrdinalIgnoreCase) ? Test
        : null;
}
