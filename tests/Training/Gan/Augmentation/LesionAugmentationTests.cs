using Platform.Training.Gan.Augmentation;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan.Augmentation;

public sealed class LesionAugmentationTests
{
    [Fact]
    public void Apply_WithProbabilityZero_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        var x = rand(16, 3, 8, 8) * 2 - 1;
        Assert.True(LesionAugmentation.Apply(x, zeros(1)).allclose(x, atol: 1e-6));
    }

    [Fact]
    public void Apply_DrawsForEachSample_AndAgainWithTheSeed()
    {
        using var scope = NewDisposeScope();
        var x = (rand(1, 3, 16, 16) * 2 - 1).expand(16, -1, -1, -1);
        Tensor Draw(int seed)
        {
            random.manual_seed(seed);
            return LesionAugmentation.Apply(x, ones(1));
        }
        Assert.True(Draw(1).equal(Draw(1)).all().item<bool>());
        Assert.False(Draw(1).allclose(Draw(2)));
        var y = Draw(1);
        Assert.All(Enumerable.Range(1, 15), i => Assert.False(y[i].allclose(y[0], atol: 1e-3)));
    }

    [Fact]
    public void Apply_AppliesEachToItsShareOfTheSamples()
    {
        // A grey image changes by brightness alone: by a move or by colour spread it cannot.
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        var y = LesionAugmentation.Apply(zeros(4000, 3, 8, 8), full([1], 0.3f));
        var moved = y.abs().amax([1, 2, 3]).gt(1e-6).to(ScalarType.Float32).mean().item<float>();
        Assert.InRange(moved, 0.27, 0.33);
        Assert.InRange(y.abs().max().item<float>(), 0.2f, 0.25001f);
    }

    [Fact]
    public void Apply_KeepsTheHue()
    {
        // Brightness, saturation and contrast keep the order of the channels and the ratio of their differences.
        random.manual_seed(5);
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 0.4f, 0.1f, -0.2f }).view(1, 3, 1, 1).expand(64, 3, 8, 8);
        var y = LesionAugmentation.Apply(x, ones(1)).mean([2, 3]); // [N, 3]
        var ratio = (y.select(1, 0) - y.select(1, 1)) / (y.select(1, 1) - y.select(1, 2));
        Assert.True(ratio.allclose(ones(64), atol: 1e-3));
    }

    [Fact]
    public void Apply_HasTheGradientOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        var (x, weight) = (randn(2, 3, 8, 8, ScalarType.Float64), randn(2, 3, 8, 8, ScalarType.Float64));
        Tensor Value(Tensor at)
        {
            random.manual_seed(7);
            return (LesionAugmentation.Apply(at, ones(1)) * weight).sum();
        }
        var gradient = autograd.grad([Value(x.requires_grad_())], [x])[0].view(-1);
        foreach (var i in new[] { 0, 63, 100, 200, 383 })
        {
            var step = zeros(384, ScalarType.Float64);
            step[i] = 1e-4;
            var slope =
                (Value(x.detach() + step.view_as(x)) - Value(x.detach() - step.view_as(x))).item<double>() / 2e-4;
            Assert.Equal(slope, gradient[i].item<double>(), 1e-6);
        }
    }
}
