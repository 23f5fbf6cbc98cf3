using Platform.Training.Layers;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Layers;

public sealed class LayersTests
{
    [Fact]
    public void PixelNorm_GivesUnitMeanSquare()
    {
        random.manual_seed(1);
        using var y = PixelNorm.Apply(new Eager(randn(3, 64) * 5)).Value.square().mean([1]);
        Assert.All(y.data<float>().ToArray(), v => Assert.Equal(1, v, 1e-4f));
    }

    [Fact]
    public void EqualizedLinear_AtTheStart_KeepsVarianceTimesGainSquared()
    {
        random.manual_seed(2);
        using var layer = new EqualizedLinear(512, 2048, MathF.Sqrt(2), lrMultiplier: 0.01f);
        using var y = layer.forward(randn(64, 512));
        Assert.Equal(2, y.var().item<float>(), 0.1f);
    }

    [Fact]
    public void EqualizedConv2d_StoresUnitNormalsAndScalesThemInUse()
    {
        random.manual_seed(3);
        using var layer = new EqualizedConv2d(16, 32, 3, 1);
        using var weight = layer.state_dict()["weight"];
        Assert.Equal(1, weight.std().item<float>(), 0.05f);
        using var x = randn(1, 16, 8, 8);
        using var reference = nn.functional.conv2d(x, weight / Math.Sqrt(16 * 9), padding: [1, 1]);
        Assert.True(layer.forward(x).allclose(reference, atol: 1e-5));
    }

    [Fact]
    public void Blur_OfAnImpulse_IsTheBinomialKernel()
    {
        using var x = zeros(1, 1, 5, 5);
        x[0, 0, 2, 2] = 16;
        using var blur = new Blur(1);
        var y = blur.forward(x)[0, 0];
        Assert.Equal(
            [1f, 2, 1, 2, 4, 2, 1, 2, 1],
            y.narrow(0, 1, 3).narrow(1, 1, 3).reshape(-1).data<float>().ToArray()
        );
    }

    [Fact]
    public void AdaIN_GivesTheStylesMeanAndDeviation()
    {
        random.manual_seed(4);
        using var layer = new AdaIN(8, 4);
        using var w = randn(2, 8);
        using var style = layer.named_children().Single().module is EqualizedLinear affine ? affine.forward(w) : null;
        using var y = layer.Apply(new Eager(randn(2, 4, 16, 16) * 3 + 7), new Eager(w)).Value;
        Assert.True(y.mean([2, 3]).allclose(style!.narrow(1, 4, 4), atol: 1e-4));
        Assert.True(y.std([2, 3], unbiased: false).allclose((style!.narrow(1, 0, 4) + 1).abs(), atol: 1e-4));
    }

    [Fact]
    public void NoiseInjection_AtTheStart_AddsNothing()
    {
        using var layer = new NoiseInjection(3);
        using var x = randn(2, 3, 4, 4);
        Assert.True(layer.Apply(new Eager(x), new Eager(randn(2, 1, 4, 4))).Value.equal(x).all().item<bool>());
    }

    [Fact]
    public void MinibatchStdDev_EqualsALoopOverGroups()
    {
        random.manual_seed(5);
        using var x = randn(8, 3, 4, 4);
        using var y = MinibatchStdDev.Apply(x);
        Assert.Equal([8L, 4, 4, 4], y.shape);
        var values = x.data<float>().ToArray();
        for (var member = 0; member < 2; member++) // 8 samples in groups of 4: sample i belongs to group i mod 2
        {
            double sum = 0;
            for (var at = 0; at < 48; at++)
            {
                var group = Enumerable.Range(0, 4).Select(g => (double)values[(g * 2 + member) * 48 + at]).ToArray();
                sum += Math.Sqrt(group.Select(v => (v - group.Average()) * (v - group.Average())).Average() + 1e-8);
            }
            Assert.Equal(sum / 48, y[member, 3, 2, 1].item<float>(), 1e-5);
        }
    }
}
