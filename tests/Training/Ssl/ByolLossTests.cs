using Platform.Training.Ssl.Byol;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class ByolLossTests
{
    [Theory, InlineData(1, 0), InlineData(-1, 8)]
    public void Of_ParallelAndOppositeVectors_IsItsBound(int sign, double expected)
    {
        using var scope = NewDisposeScope();
        var x = rand(5, 7, dtype: float64) + 0.1;
        Assert.Equal(expected, ByolLoss.Of(3 * x, x, sign * x, 2 * sign * x).item<double>(), 1e-12);
    }

    [Theory, InlineData(2, 3), InlineData(9, 16)]
    public void Of_EqualsTheSlowReference(int n, int d)
    {
        random.manual_seed(n);
        using var scope = NewDisposeScope();
        Tensor[] x = [.. Enumerable.Range(0, 4).Select(_ => randn(n, d, dtype: float64))];
        double[][][] rows = [.. x.Select(t => t.data<double>().ToArray().Chunk(d).ToArray())];
        double slow = 0;
        for (var i = 0; i < n; i++)
            slow += Squared(rows[0][i], rows[3][i]) + Squared(rows[1][i], rows[2][i]);
        Assert.Equal(slow / n, ByolLoss.Of(x[0], x[1], x[2], x[3]).item<double>(), 1e-12);
    }

    [Fact]
    public void Of_GivesTheTargetNoGradient()
    {
        using var scope = NewDisposeScope();
        var (p, z) = (randn(4, 3, requires_grad: true), randn(4, 3, requires_grad: true));
        ByolLoss.Of(p, p, z, z).backward();
        Assert.NotNull(p.grad);
        Assert.Null(z.grad);
    }

    [Fact]
    public void Schedule_IsConstantOrRisesToOne()
    {
        Assert.Equal(0.99, TargetSchedule.Constant.At(0.99, 0.7));
        Assert.Equal(0.99, TargetSchedule.Cosine.At(0.99, 0), 1e-12);
        Assert.Equal(0.995, TargetSchedule.Cosine.At(0.99, 0.5), 1e-12);
        Assert.Equal(1, TargetSchedule.Cosine.At(0.99, 1), 1e-12);
    }

    /// <summary>Grill et al. 2020, Eq. 2, as it is printed: the squared distance of the two unit vectors.</summary>
    static double Squared(double[] a, double[] b)
    {
        double Norm(double[] v) => Math.Sqrt(v.Sum(e => e * e));
        var (na, nb) = (Norm(a), Norm(b));
        return a.Zip(b, (u, v) => (u / na - v / nb) * (u / na - v / nb)).Sum();
    }
}
