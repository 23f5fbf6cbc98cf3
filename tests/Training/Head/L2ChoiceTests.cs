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

    /// <summary>
    /// An encoder that learnt labels separates those images, and no others, by a feature that says nothing of new ones:
    /// judged by images of its own the least regular head wins, judged by new ones the feature is not trusted.
    /// </summary>
    [Fact]
    public void Of_AnEncoderThatKnowsTheLabels_IsJudgedByImagesThatItDoesNotKnow()
    {
        const int known = 400;
        var (embeddings, labels, lesions) = Data(300, 20, 0.1f);
        foreach (var (i, embedding) in embeddings.Index())
            embedding[1] = i < known ? labels[i] * 2 - 1 : new Random(i).Next(2) * 2 - 1;
        float by = L2Choice.Of(
            embeddings,
            labels,
            [.. Enumerable.Range(0, known)],
            [.. Enumerable.Range(known, embeddings.Length - known)],
            2,
            calibrated: true
        );
        Assert.Equal(L2Choice.Candidates[0], L2Choice.Of(embeddings[..known], labels[..known], lesions[..known], 2, 0));
        Assert.True(by >= 1000, $"{by}");
    }

    /// <summary>
    /// The signal is a difference of two features, which a strong L2 cannot see. Of new images every third
    /// is of the other class, so that the head is too sure of them: a temperature mends that, and not a blunt head.
    /// </summary>
    [Fact]
    public void Of_AHeadThatIsCalibrated_IsNotMadeBluntToBeModest()
    {
        var random = new Random(3);
        const int known = 600,
            all = 1200;
        double Noise() => random.NextDouble() * 2 - 1;
        int[] seen = [.. Enumerable.Range(0, all).Select(i => i % 2)];
        float[][] embeddings =
        [
            .. seen.Select(label =>
            {
                var common = Noise();
                return new[] { (float)(common + (label - 0.5) + 0.3 * Noise()), (float)common };
            }),
        ];
        int[] labels = [.. seen.Select((label, i) => i >= known && i / 2 % 3 == 0 ? 1 - label : label)];
        float Choice(bool calibrated) =>
            L2Choice.Of(
                embeddings,
                labels,
                [.. Enumerable.Range(0, known)],
                [.. Enumerable.Range(known, all - known)],
                2,
                calibrated
            );
        Assert.True(Choice(calibrated: true) < Choice(calibrated: false));
    }

    /// <summary>
    /// Two frequent classes that nothing tells apart, for which no L2 term is strong enough, and a rare one that one
    /// feature tells from both.
    /// </summary>
    [Fact]
    public void Of_ARareClass_IsNotSilencedByTheFrequentOnes()
    {
        const int images = 1200;
        var random = new Random(5);
        int[] labels = [.. Enumerable.Range(0, images).Select(i => i % 40 == 0 ? 2 : i % 2)];
        float[][] embeddings =
        [
            .. labels.Select(label =>
            {
                float[] own = [.. Enumerable.Range(0, 150).Select(_ => (float)(random.NextDouble() * 2 - 1))];
                own[0] += label == 2 ? 1.2f : 0;
                return own;
            }),
        ];
        int[] fit = [.. Enumerable.Range(0, images / 2)];
        int[] test = [.. Enumerable.Range(images / 2, images / 2)];
        var chosen = L2Choice.Of(embeddings, labels, fit, test, 3, calibrated: true);
        Assert.True(chosen < L2Choice.Candidates[^1], $"{chosen}");
    }

    [Fact]
    public void Of_AClassOfOneLesion_KeepsItForTheFit()
    {
        var (embeddings, labels, lesions) = Data(20, 4, 1);
        labels = [.. labels.Select((l, i) => i < 2 ? 2 : l)]; // the first lesion alone is class 2
        Assert.Contains(L2Choice.Of(embeddings, labels, lesions, 3, 0), L2Choice.Candidates);
    }
}
