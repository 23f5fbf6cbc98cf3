using Platform.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

public sealed class AutocastTests : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Of_Bf16_CastsProductsUntilItEnds()
    {
        Assert.SkipUnless(Autocast.IsAvailable, "this libtorch does not export mixed precision");
        var x = rand(4, 4);
        using (Autocast.Of(Precision.Bf16, CPU))
        {
            Assert.Equal(ScalarType.BFloat16, x.mm(x).dtype);
            using (Autocast.Suspend(CPU))
                Assert.Equal(ScalarType.Float32, x.mm(x).dtype);
            Assert.Equal(ScalarType.BFloat16, x.mm(x).dtype);
        }
        Assert.Equal(ScalarType.Float32, x.mm(x).dtype);
    }

    [Fact]
    public void Of_Fp32_ChangesNothing()
    {
        var x = rand(4, 4);
        using (Autocast.Of(Precision.Fp32, CPU))
            Assert.Equal(ScalarType.Float32, x.mm(x).dtype);
    }

    /// <summary>bf16 has 8 bits of fraction; weights and their gradients stay float32.</summary>
    [Fact]
    public void Of_Bf16_GradientsAreNearThoseOfFloat32()
    {
        Assert.SkipUnless(Autocast.IsAvailable, "this libtorch does not export mixed precision");
        random.manual_seed(1);
        var (layer, x) = (nn.Linear(64, 32), randn(16, 64));
        Tensor Gradient(Precision precision)
        {
            layer.zero_grad();
            Tensor y;
            using (Autocast.Of(precision, CPU))
                y = layer.call(x);
            y.to(float32).square().mean().backward();
            return layer.weight!.grad!.clone();
        }
        var (full, mixed) = (Gradient(Precision.Fp32), Gradient(Precision.Bf16));
        Assert.Equal(ScalarType.Float32, mixed.dtype);
        Assert.InRange((full - mixed).norm().item<float>() / full.norm().item<float>(), 1e-5, 0.02);
    }

    [Fact]
    public void GradientNorm_IsThatOfAllGradientsAsOneVector()
    {
        var layer = nn.Linear(2, 1);
        layer.call(tensor(new float[] { 3, 4 }).view(1, 2)).sum().backward(); // gradients (3, 4) and 1
        Assert.Equal(Math.Sqrt(26), GradientNorm.Of(layer.parameters()), 1e-5);
    }
}
