using Platform.Training.Metrics;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Metrics;

/// <summary>Fréchet and kernel distance, precision and recall against closed forms and loops.</summary>
public sealed class SetDistanceTests
{
    /// <summary>Rows whose sample mean is 0 and whose sample covariance is exactly the identity.</summary>
    static Tensor White(int n, int d, int seed)
    {
        random.manual_seed(seed);
        var x = randn(n, d, dtype: float64);
        x -= x.mean([0]);
        var (values, vectors) = linalg.eigh(x.t().matmul(x) / (n - 1));
        return x.matmul(vectors / values.sqrt()).matmul(vectors.t());
    }

    [Fact]
    public void Frechet_OfTwoGaussians_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        // Commuting covariances diag(a^2) and diag(b^2): |m|^2 + sum (a - b)^2.
        Tensor a = tensor(new[] { 1.0, 2, 0.5 }),
            b = tensor(new[] { 3.0, 1, 0.5 }),
            m = tensor(new[] { 1.0, -2, 0.3 });
        var found = FrechetDistance.Between(White(50, 3, 1) * a, White(80, 3, 2) * b + m);
        Assert.Equal(1 + 4 + 0.09 + 4 + 1, found.Value, 1e-9);
        Assert.InRange(found.Clipped, -1e-9, 0);
    }

    [Fact]
    public void Frechet_OfCovariancesThatDoNotCommute_IsTheClosedFormInTwoDimensions()
    {
        using var scope = NewDisposeScope();
        // tr (S1 S2)^(1/2) of 2 x 2 matrices is (tr S1 S2 + 2 (det S1 det S2)^(1/2))^(1/2).
        Tensor l = tensor(
                new[,]
                {
                    { 1.0, 0.7 },
                    { 0, 0.4 },
                }
            ),
            k = tensor(
                new[,]
                {
                    { 0.5, -0.2 },
                    { 0.3, 1.1 },
                }
            );
        var (s1, s2) = (l.t().matmul(l), k.t().matmul(k));
        double Trace(Tensor x) => x.trace().item<double>();
        double Determinant(Tensor x) => (x[0, 0] * x[1, 1] - x[0, 1] * x[1, 0]).item<double>();
        var expected =
            Trace(s1)
            + Trace(s2)
            - 2 * Math.Sqrt(Trace(s1.matmul(s2)) + 2 * Math.Sqrt(Determinant(s1) * Determinant(s2)));
        Assert.Equal(
            expected,
            FrechetDistance.Between(White(40, 2, 3).matmul(l), White(30, 2, 4).matmul(k)).Value,
            1e-9
        );
    }

    [Fact]
    public void Frechet_OfASetAndItself_IsZero_EvenWithFewerRowsThanDimensions()
    {
        using var scope = NewDisposeScope();
        var x = randn(20, 50);
        Assert.Equal(0, FrechetDistance.Between(x, x).Value, 1e-5);
    }

    [Fact]
    public void Kernel_EqualsALoopOverAllPairs()
    {
        using var scope = NewDisposeScope();
        // Subsets of 2 of 4 equal rows a side are all alike.
        Tensor p = tensor(new[] { 1.0, 2, 3 }),
            q = tensor(new[] { 0.0, 1, -1 });
        double K(Tensor a, Tensor b) => Math.Pow((a * b).sum().item<double>() / 3 + 1, 3);
        var found = KernelDistance.Between(p.expand(4, 3), q.expand(4, 3), 1);
        Assert.Equal(K(p, p) + K(q, q) - 2 * K(p, q), found.Mean, 1e-9);
        Assert.Equal(0, found.Deviation, 1e-9);
    }

    [Fact]
    public void Kernel_OfOneDistribution_ScattersAroundZero()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        double[] values =
        [
            .. Enumerable.Range(0, 40).Select(i => KernelDistance.Between(randn(60, 8), randn(60, 8), i).Mean),
        ];
        var error = Math.Sqrt(values.Sum(v => v * v) / values.Length / values.Length);
        Assert.InRange(values.Average(), -4 * error, 4 * error);
        Assert.Contains(values, v => v < 0);
        Assert.True(KernelDistance.Between(randn(60, 8) + 1, randn(60, 8), 1).Mean > 10 * values.Max());
    }

    /// <summary>Features of the ranges that an encoder's have: a few of hundreds, most below one.</summary>
    static Tensor Scales(int d) => exp(linspace(-4, 6, d, dtype: float64));

    [Fact]
    public void StandardisedKernel_DoesNotChangeWithScaleOrOffset()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(9);
        Tensor x = randn(60, 8, dtype: float64) + 0.3,
            y = randn(50, 8, dtype: float64);
        var plain = KernelDistance.Standardised(x, y, 1);
        var scaled = KernelDistance.Standardised(x * Scales(8) + 7, y * Scales(8) + 7, 1);
        Assert.Equal(plain.Mean, scaled.Mean, 1e-9);
        Assert.Equal(plain.Deviation, scaled.Deviation, 1e-9);
        Assert.NotEqual(
            KernelDistance.Between(x, y, 1).Mean,
            KernelDistance.Between(x * Scales(8) + 7, y * Scales(8) + 7, 1).Mean,
            1.0
        );
    }

    [Fact]
    public void StandardisedKernel_EqualsTheKernelOfRowsStandardisedByALoop()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(10);
        Tensor x = randn(24, 3, dtype: float64) * 0.4 - 0.8,
            y = randn(30, 3, dtype: float64) * 0.2 - 1;
        Tensor By(Tensor rows)
        {
            var result = zeros_like(rows);
            for (var f = 0; f < 3; f++)
            {
                var column = Enumerable.Range(0, 30).Select(i => y[i, f].item<double>()).ToArray();
                var mean = column.Average();
                var deviation = Math.Sqrt(column.Sum(v => (v - mean) * (v - mean)) / 29);
                for (var i = 0; i < rows.shape[0]; i++)
                    result[i, f] = (rows[i, f].item<double>() - mean) / deviation;
            }
            return result;
        }
        Assert.Equal(KernelDistance.Between(By(x), By(y), 3).Mean, KernelDistance.Standardised(x, y, 3).Mean, 1e-8);
    }

    /// <summary>
    /// A feature of the largest range says nothing, one of the smallest tells the sets apart. Raw, the scatter of the
    /// first is all that is seen.
    /// </summary>
    [Fact]
    public void StandardisedKernel_SeesWhatTheRawOneDrowns()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(11);
        Tensor shift = zeros(16, dtype: float64),
            scales = Scales(16);
        shift[..4] = 2;
        Tensor y = randn(200, 16, dtype: float64),
            other = randn(200, 16, dtype: float64),
            x = randn(200, 16, dtype: float64) + shift;
        KernelDistance floor = KernelDistance.Standardised(other * scales, y * scales, 1),
            found = KernelDistance.Standardised(x * scales, y * scales, 1);
        Assert.True(found.Mean - 3 * found.Deviation > floor.Mean + 3 * floor.Deviation, $"{found} {floor}");
        KernelDistance rawFloor = KernelDistance.Between(other * scales, y * scales, 1),
            raw = KernelDistance.Between(x * scales, y * scales, 1);
        Assert.False(
            raw.Mean - 3 * raw.Deviation > rawFloor.Mean + 3 * rawFloor.Deviation,
            "or this test would show nothing"
        );
    }

    [Fact]
    public void StandardisedKernel_OfAFeatureThatTheReferenceNeverHas_IsFinite()
    {
        using var scope = NewDisposeScope();
        Tensor y = cat([randn(20, 3), ones(20, 1)], 1),
            x = cat([randn(20, 3), ones(20, 1) * 3], 1);
        Assert.InRange(KernelDistance.Standardised(x, y, 1).Mean, 0.1, 100);
        Assert.Equal(0, KernelDistance.Standardised(ones(20, 2), ones(20, 2), 1).Mean, 1e-12);
    }

    [Fact]
    public void PrecisionRecall_OfASetAndItself_IsOne_AndOfSetsApart_Zero()
    {
        using var scope = NewDisposeScope();
        var x = randn(30, 5);
        Assert.Equal(new PrecisionRecall(1, 1), PrecisionRecall.Between(x, x));
        Assert.Equal(new PrecisionRecall(0, 0), PrecisionRecall.Between(x, x + 100));
    }

    [Fact]
    public void PrecisionRecall_OfOneModeOfTwo_IsPreciseAndRecallsHalf()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        var (one, other) = (randn(40, 4), randn(40, 4) + 50);
        var found = PrecisionRecall.Between(one + 1e-3, cat([one, other]));
        Assert.Equal((1.0, 0.5), (found.Precision, found.Recall));
    }

    [Fact]
    public void PrecisionRecall_EqualsALoopOverAllPairs()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        Tensor x = randn(25, 3, dtype: float64),
            y = randn(20, 3, dtype: float64) + 0.8;
        double D(Tensor a, Tensor b) => (a - b).square().sum().sqrt().item<double>();
        double Share(Tensor of, Tensor within) =>
            Enumerable
                .Range(0, (int)of.shape[0])
                .Average(i =>
                    Enumerable
                        .Range(0, (int)within.shape[0])
                        .Any(j =>
                            D(of[i], within[j])
                            <= Enumerable
                                .Range(0, (int)within.shape[0])
                                .Where(o => o != j)
                                .Select(o => D(within[o], within[j]))
                                .Order()
                                .ElementAt(2)
                        )
                        ? 1.0
                        : 0
                );
        var found = PrecisionRecall.Between(x, y);
        Assert.Equal((Share(x, y), Share(y, x)), (found.Precision, found.Recall));
        Assert.InRange(found.Precision, 0.05, 0.95);
    }

    [Fact]
    public void NearestEmbedding_EqualsALoopOverAllPairs()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        Tensor x = randn(10, 4),
            y = randn(15, 4);
        var found = NearestEmbedding.Of(x, y);
        for (var i = 0; i < 10; i++)
        {
            var (distance, nearest) = Enumerable
                .Range(0, 15)
                .Select(j => ((x[i] - y[j]).square().sum().sqrt().item<float>(), j))
                .Min();
            Assert.Equal(nearest, found[i].Nearest);
            Assert.Equal(distance, found[i].Distance, 1e-4);
        }
    }
}
