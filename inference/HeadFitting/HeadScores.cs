namespace Platform.Inference.HeadFitting;

/// <summary>What a head gets right on labelled images.</summary>
/// <param name="Accuracy">share, 0 to 1</param>
/// <param name="BalancedAccuracy">mean recall over the classes that have images, 0 to 1</param>
/// <param name="CrossEntropy">mean -ln p of the true class</param>
/// <param name="Recall">of each class, 0 to 1; not a number for a class without images</param>
public sealed record HeadScores(
    double Accuracy,
    double BalancedAccuracy,
    double CrossEntropy,
    IReadOnlyList<double> Recall
)
{
    /// <param name="probabilities">[C] of each image</param>
    public static HeadScores Of(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> labels, int classes)
    {
        var (right, all) = (new int[classes], new int[classes]);
        double loss = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            all[labels[i]]++;
            if (Best(probabilities[i]) == labels[i])
                right[labels[i]]++;
            loss -= Math.Log(Math.Max(probabilities[i][labels[i]], 1e-12));
        }
        double[] recall = [.. right.Zip(all, (r, n) => r / (double)n)];
        return new(
            right.Sum() / (double)labels.Count,
            recall.Where(double.IsFinite).Average(),
            loss / labels.Count,
            recall
        );
    }

    public static int Best(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
