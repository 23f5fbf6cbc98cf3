using Platform.Shared.Head;

namespace Platform.Shared.Tests.Head;

public sealed class LinearHeadTests
{
    /// <summary>Gaussian blobs with very different scales and offsets a feature, so that a wrong fold shows.</summary>
    static (float[][] Embeddings, int[] Labels) Blobs(int rows, int features, int classes, int seed)
    {
        var random = new Random(seed);
        float Normal() =>
            (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var centers = Enumerable
            .Range(0, classes)
            .Select(_ => Enumerable.Range(0, features).Select(_ => 2 * Normal()).ToArray())
            .ToArray();
        var labels = Enumerable.Range(0, rows).Select(i => i % classes).ToArray();
        var embeddings = labels
            .Select(l => centers[l].Select((c, f) => (c + Normal()) * MathF.Pow(10, f % 5 - 2) + 3 * (f % 7)).ToArray())
            .ToArray();
        return (embeddings, labels);
    }

    [Fact]
    public void Probabilities_EqualMlNetsOwnScores()
    {
        var (embeddings, labels) = Blobs(300, 64, 5, 1);
        var head = LinearHead.Fit(embeddings, labels, 5);
        var reference = head.ScoreWithMlNet(embeddings);
        var p = new float[5];
        for (var i = 0; i < embeddings.Length; i++)
        {
            head.Probabilities(embeddings[i], p);
            for (var c = 0; c < 5; c++)
                Assert.Equal(reference[i][c], p[c], 1e-4f);
        }
    }

    [Fact]
    public void Fit_SeparatesBlobs()
    {
        var (embeddings, labels) = Blobs(400, 32, 4, 2);
        var head = LinearHead.Fit(embeddings[..300], labels[..300], 4);
        var p = new float[4];
        var right = 0;
        for (var i = 300; i < 400; i++)
        {
            head.Probabilities(embeddings[i], p);
            if (Array.IndexOf(p, p.Max()) == labels[i])
                right++;
        }
        Assert.True(right > 90, $"{right} of 100");
    }

    [Fact]
    public void Fit_KeepsTheOrderOfClasses_WhateverTheOrderOfRows()
    {
        var (embeddings, labels) = Blobs(200, 16, 3, 3);
        var a = LinearHead.Fit(embeddings, labels, 3);
        var b = LinearHead.Fit([.. embeddings.Reverse()], [.. labels.Reverse()], 3);
        float[] p = new float[3],
            q = new float[3];
        foreach (var e in embeddings)
        {
            a.Probabilities(e, p);
            b.Probabilities(e, q);
            for (var c = 0; c < 3; c++)
                Assert.Equal(p[c], q[c], 0.02f);
        }
    }

    [Fact]
    public void Load_GivesBackWhatWasSaved()
    {
        var (embeddings, labels) = Blobs(120, 16, 3, 4);
        var head = LinearHead.Fit(embeddings, labels, 3);
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "head.zip");
        head.Save(path);
        var loaded = LinearHead.Load(path);
        Assert.Equal(head.Weights, loaded.Weights);
        Assert.Equal(head.Bias, loaded.Bias);
    }

    [Fact]
    public void Fit_WithAClassThatHasNoExample_Throws() =>
        Assert.Throws<InputException>(() =>
            LinearHead.Fit(
                [
                    [1f],
                    [2f],
                ],
                [0, 2],
                3
            )
        );

    [Theory]
    [InlineData("not a zip")]
    [InlineData("")]
    public void Load_OfAnotherFile_NamesIt(string text)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "head.zip");
        File.WriteAllText(path, text);
        Assert.Contains("head.zip", Assert.Throws<InputException>(() => LinearHead.Load(path)).Message);
    }
}
