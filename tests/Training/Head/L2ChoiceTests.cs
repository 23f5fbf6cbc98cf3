using Platform.Training.Head;

namespace Platform.Training.Tests.Head;

public sealed class L2ChoiceTests
{
    /// <summary>Two classes that differ in the first feature; all other features are noise of the lesion.</summary>
    static (float[][] Embeddings, int[] Labels, string[] Lesions) Data(int lesions, int features, float signal)
    {
        var random = new Random(1);
        var rows = Enumerable
            .Range(0, lesions)
            .SelectMany(lesion =>
            {
                var own = Enumerable.Range(0, features).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
                own[0] += lesion % 2 == 0 ? signal : -signal;
                // two photographs
                return Enumerable.Repeat((Embedding: own, Label: lesion % 2, Lesion: $"L{lesion}"), 2);
            })
            .ToArray();
        return ([.. rows.Select(r => r.Embedding)], [.. rows.Select(r => r.Label)], [.. rows.Select(r => r.Lesion)]);
    }

    [Fact]
    public void Of_FewNoisyLesions_ChoosesMoreThanTheLeast()
    {
        var (embeddings, labels, lesions) = Data(60, 100, 0.1f);
        Assert.True(L2Choice.Of(embeddings, labels, lesions, 2, 0) >= 10);
    }

    [Fact]
    public void Of_ClearClasses_ChoosesLittle()
    {
        var (embeddings, labels, lesions) = Data(400, 4, 3);
        Assert.True(L2Choice.Of(embeddings, labels, lesions, 2, 0) <= 10);
    }

    [Fact]
    public void Of_AClassOfOneLesion_KeepsItForTheFit()
    {
        var (embeddings, labels, lesions) = Data(20, 4, 1);
        labels = [.. labels.Select((l, i) => i < 2 ? 2 : l)]; // the first lesion alone is class 2
        Assert.Contains(L2Choice.Of(embeddings, labels, lesions, 3, 0), L2Choice.Candidates);
    }
}
