using Platform.Shared.Head;

namespace Platform.Training.Head;

/// <summary>Fits a head on the training images' embeddings and tests it on the held-out ones.</summary>
public static class HeadEvaluation
{
    /// <param name="embeddings">[512] for each labelled image, in its order</param>
    public static (LinearHead Head, ConfusionMatrix Confusion) FitAndTest(IReadOnlyList<float[]> embeddings, LabelledImages images, int classes, float l2)
    {
        var head = LinearHead.Fit([.. embeddings.Take(images.TrainCount)], images.TrainLabels, classes, l2);
        return (head, new(images.TestLabels, [.. embeddings.Skip(images.TrainCount).Select(e => Predict(head, e))], classes));
    }

    static int Predict(LinearHead head, float[] embedding)
    {
        var probabilities = new float[head.Classes];
        head.Probabilities(embedding, probabilities);
        return Array.IndexOf(probabilities, probabilities.Max());
    }
}
