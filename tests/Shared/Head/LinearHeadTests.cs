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

    /// <summary>
    /// Against plain gradient descent in double precision on the weighted sum of the losses, half the weighted squared
    /// norm of the weights (not of the biases) added, of features with mean 0 and variance 1.
    /// </summary>
    [Fact]
    public void Fit_WithWeights_MinimisesTheWeightedLoss()
    {
        const int Rows = 90,
            Features = 2,
            Classes = 3;
        const float L2 = 2;
        var random = new Random(5);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 10 < 8 ? 0 : i % 10 - 7)];
        float[][] x =
        [
            .. labels.Select(l => new[] { (float)(random.NextDouble() * 3 + l), (float)(random.NextDouble() * 4 - l) }),
        ];
        float[] weights = [.. labels.Select(l => l == 0 ? 0.5f : 4f)];
        var head = LinearHead.Fit(x, labels, Classes, L2, weights);
        var reference = Descend(x, labels, weights, Classes, L2);
        var plain = LinearHead.Fit(x, labels, Classes, L2);
        var (p, q) = (new float[Classes], new float[Classes]);
        double most = 0;
        for (var i = 0; i < Rows; i++)
        {
            head.Probabilities(x[i], p);
            plain.Probabilities(x[i], q);
            Assert.All(p.Zip(reference[i]), pair => Assert.Equal(pair.Second, pair.First, 2e-3));
            most = Math.Max(most, Math.Abs(p[0] - q[0]));
        }
        Assert.True(most > 0.2); // it matters
        Assert.Equal(Features, head.Features);
    }

    /// <returns>[C] of each row</returns>
    static double[][] Descend(float[][] x, int[] labels, float[] weights, int classes, double l2)
    {
        var (rows, features) = (x.Length, x[0].Length);
        double[] mean = [.. Enumerable.Range(0, features).Select(f => x.Average(r => (double)r[f]))];
        double[] deviation =
        [
            .. Enumerable
                .Range(0, features)
                .Select(f => Math.Sqrt(x.Average(r => (r[f] - mean[f]) * (r[f] - mean[f])))),
        ];
        double[][] z =
        [
            .. x.Select(r => Enumerable.Range(0, features).Select(f => (r[f] - mean[f]) / deviation[f]).ToArray()),
        ];
        var (w, b) = (new double[classes, features], new double[classes]);
        double[] Softmax(double[] row)
        {
            double[] logits =
            [
                .. Enumerable.Range(0, classes).Select(c => b[c] + row.Select((v, f) => v * w[c, f]).Sum()),
            ];
            double[] e = [.. logits.Select(l => Math.Exp(l - logits.Max()))];
            return [.. e.Select(v => v / e.Sum())];
        }
        for (var step = 0; step < 20_000; step++)
        {
            var (gw, gb) = (new double[classes, features], new double[classes]);
            for (var i = 0; i < rows; i++)
            {
                var p = Softmax(z[i]);
                for (var c = 0; c < classes; c++)
                {
                    var g = weights[i] * (p[c] - (labels[i] == c ? 1 : 0));
                    gb[c] += g;
                    for (var f = 0; f < features; f++)
                        gw[c, f] += g * z[i][f];
                }
            }
            for (var c = 0; c < classes; c++)
            {
                b[c] -= 0.01 * gb[c];
                for (var f = 0; f < features; f++)
                    w[c, f] -= 0.01 * (gw[c, f] + l2 * w[c, f]);
            }
        }
        return [.. z.Select(Softmax)];
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
