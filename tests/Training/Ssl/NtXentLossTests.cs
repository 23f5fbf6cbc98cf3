using Platform.Training.Ssl.SimClr;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class NtXentLossTests
{
    [Theory, InlineData(2, 0.07), InlineData(8, 0.5), InlineData(33, 1)]
    public void Of_EqualEmbeddings_IsLogTwoNMinusOne(int n, double temperature)
    {
        using var z = ones(n, 16) * 3;
        Assert.Equal(Math.Log(2 * n - 1), NtXentLoss.Of(z, z, temperature).item<float>(), 1e-5);
    }

    /// <summary>Partners equal, all others orthogonal: -ln(e^(1/t) / (e^(1/t) + 2N - 2)).</summary>
    [Theory, InlineData(4, 0.5), InlineData(4, 1), InlineData(16, 0.2)]
    public void Of_OrthogonalPairs_IsItsClosedForm(int n, double temperature)
    {
        using var z = eye(n);
        var expected = Math.Log(1 + (2 * n - 2) * Math.Exp(-1 / temperature));
        Assert.Equal(expected, NtXentLoss.Of(z, z * 5, temperature).item<float>(), 1e-5);
    }

    [Theory, InlineData(1, 0.07), InlineData(5, 0.07), InlineData(7, 0.5)]
    public void Of_EqualsTheDoubleLoop(int n, double temperature)
    {
        random.manual_seed(n);
        using var z1 = randn(n, 6, dtype: float64);
        using var z2 = randn(n, 6, dtype: float64);
        Assert.Equal(Slow(Rows(z1), Rows(z2), temperature), NtXentLoss.Of(z1, z2, temperature).item<double>(), 1e-10);
    }

    [Fact]
    public void Of_GradientEqualsFiniteDifferences()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        var z1 = randn(4, 5, dtype: float64, requires_grad: true);
        var z2 = randn(4, 5, dtype: float64);
        NtXentLoss.Of(z1, z2, 0.3).backward();
        var (a, b) = (Rows(z1), Rows(z2));
        const double h = 1e-6;
        for (var i = 0; i < 4; i++)
        for (var d = 0; d < 5; d++)
        {
            var at = a[i][d];
            a[i][d] = at + h;
            var up = Slow(a, b, 0.3);
            a[i][d] = at - h;
            var down = Slow(a, b, 0.3);
            a[i][d] = at;
            Assert.Equal((up - down) / (2 * h), z1.grad![i, d].item<double>(), 1e-7);
        }
    }

    /// <summary>Views of another photograph of the own lesion are no negatives.</summary>
    [Theory]
    [InlineData(new long[] { 0, 1, 2, 3 })]
    [InlineData(new long[] { 5, 7, 5, 9 })]
    [InlineData(new long[] { 2, 2, 1, 2 })]
    [InlineData(new long[] { 4, 4, 4, 4 })]
    public void Of_WithLesions_EqualsTheDoubleLoopWithoutThose(long[] lesions)
    {
        random.manual_seed(9);
        using var scope = NewDisposeScope();
        var (z1, z2) = (randn(4, 6, dtype: float64), randn(4, 6, dtype: float64));
        Assert.Equal(
            Slow(Rows(z1), Rows(z2), 0.2, lesions),
            NtXentLoss.Of(z1, z2, 0.2, tensor(lesions)).item<double>(),
            1e-10
        );
    }

    /// <summary>
    /// Chen et al. 2020, Eq. 1, as it is printed; where lesions are told, without other photographs of the own one.
    /// </summary>
    static double Slow(double[][] z1, double[][] z2, double temperature, long[]? lesions = null)
    {
        double[][] z = [.. z1, .. z2];
        var n = z1.Length;
        double total = 0;
        for (var i = 0; i < 2 * n; i++)
        {
            double denominator = 0;
            for (var k = 0; k < 2 * n; k++)
                if (k != i && (lesions is null || k % n == i % n || lesions[k % n] != lesions[i % n]))
                    denominator += Math.Exp(Cosine(z[i], z[k]) / temperature);
            total -= Math.Log(Math.Exp(Cosine(z[i], z[(i + n) % (2 * n)]) / temperature) / denominator);
        }
        return total / (2 * n);
    }

    static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

    static double[][] Rows(Tensor z) => [.. z.detach().data<double>().ToArray().Chunk((int)z.shape[1])];
}
