using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class ClassActivationTests
{
    const int Features = 12,
        Height = 3,
        Width = 4,
        Classes = 3;

    static (LinearHead Head, float[] Map) Some(int seed)
    {
        var random = new Random(seed);
        float Next() => 4 * random.NextSingle() - 1;
        var rows = Enumerable
            .Range(0, 60)
            .Select(_ => Enumerable.Range(0, Features).Select(f => Next() * (1 + f)).ToArray())
            .ToArray();
        return (
            LinearHead.Fit(rows, [.. Enumerable.Range(0, 60).Select(i => i % Classes)], Classes),
            [.. Enumerable.Range(0, Features * Height * Width).Select(_ => Next())]
        );
    }

    /// <summary>
    /// The definition, place by place, in double: the logit is W (mean of A) + b, and the mean is a sum of shares.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Map_EqualsTheDefinition_AndItsSumAndTheBiasAreTheLogit(int seed)
    {
        var (head, a) = Some(seed);
        for (var c = 0; c < Classes; c++)
        {
            var map = ClassActivation.Map(head, a, c);
            var logit = (double)head.Bias[c];
            for (var i = 0; i < Height; i++)
            for (var j = 0; j < Width; j++)
            {
                var share = 0.0;
                for (var k = 0; k < Features; k++)
                    share +=
                        (double)head.Weights[c * Features + k] * a[(k * Height + i) * Width + j] / (Height * Width);
                Assert.Equal(share, map[i * Width + j], 1e-5);
            }
            for (var k = 0; k < Features; k++)
                logit +=
                    (double)head.Weights[c * Features + k]
                    * Enumerable.Range(0, Height * Width).Average(p => (double)a[k * Height * Width + p]);
            Assert.Equal(logit, map.Sum(v => (double)v) + head.Bias[c], 1e-5);
        }
    }

    /// <summary>On a bundle's own encoder, the maps alone give the probabilities that the head gives.</summary>
    [Fact]
    public void Map_OfABundle_GivesItsProbabilities()
    {
        var root = TinyBundle.Publish();
        try
        {
            using var bundle = Bundle.Load(Path.Combine(root, "tiny"));
            var pixels = new byte[TinyBundle.Side * TinyBundle.Side * 3];
            new Random(5).NextBytes(pixels);
            var encoded = bundle.Encoder.Run(
                [new TensorData("pixels", pixels, 1, TinyBundle.Side, TinyBundle.Side, 3)],
                "embedding",
                "feature_map"
            );
            var expected = new float[bundle.Head.Classes];
            bundle.Head.Probabilities(encoded[0].Floats, expected);
            var logits = Enumerable
                .Range(0, bundle.Head.Classes)
                .Select(c =>
                    ClassActivation.Map(bundle.Head, encoded[1].Floats, c).Sum(v => (double)v) + bundle.Head.Bias[c]
                )
                .ToArray();
            var sum = logits.Sum(Math.Exp);
            Assert.All(expected.Zip(logits), p => Assert.Equal(p.First, Math.Exp(p.Second) / sum, 1e-5));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Map_OfAnotherNumberOfChannels_Throws()
    {
        var (head, a) = Some(3);
        Assert.Throws<ArgumentException>(() => ClassActivation.Map(head, a.AsSpan(1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassActivation.Map(head, a, Classes));
    }
}
