using System.Runtime.Intrinsics;
using Platform.Shared.Sampling;

namespace Platform.Shared.Tests.Sampling;

public class NormalTests
{
    [Fact]
    public void Log_IsTheLogarithm()
    {
        var random = new Random(1);
        foreach (
            var x in Enumerable
                .Range(0, 100_000)
                .Select(_ => random.NextDouble() + 1e-12)
                .Concat([1, 0.5, Math.Sqrt(0.5), 1.1641532182693481e-10])
        )
            Assert.Equal(Math.Log(x), Normal.Log(x), 4e-15 * Math.Max(1, Math.Abs(Math.Log(x))));
    }

    [Fact]
    public void SinCosTurns_AreSineAndCosine()
    {
        var random = new Random(2);
        foreach (
            var turns in Enumerable
                .Range(0, 100_000)
                .Select(_ => (uint)random.NextInt64(1L << 32))
                .Concat([0u, 1u << 29, 1u << 30, 1u << 31, 3u << 30, ~0u])
        )
        {
            var (sin, cos) = Normal.SinCosTurns(turns);
            Assert.Equal(Math.Sin(turns * (2 * Math.PI / 4294967296.0)), sin, 2e-15);
            Assert.Equal(Math.Cos(turns * (2 * Math.PI / 4294967296.0)), cos, 2e-15);
        }
    }

    [Fact]
    public void Pair_StaysFiniteAtTheEnds() =>
        Assert.All(
            new[] { Normal.Pair(0, 0), Normal.Pair(~0u, ~0u), Normal.Pair(0, 1u << 30) },
            p => Assert.True(MathF.Abs(p.X) < 6.8f && MathF.Abs(p.Y) < 6.8f)
        );

    [Fact]
    public void Pairs_HaveTheBitsOfOnePairAtATime()
    {
        var random = new Random(5);
        ulong[] ends = [0, 1, (1 << 29) - 1, 1 << 29, 1 << 30, 1UL << 31, 7UL << 29, uint.MaxValue];
        for (var n = 0; n < 10_000; n++)
        {
            var (a, b) = n < 64 ? (Ends(n % 8), Ends(n / 8)) : (Lanes(), Lanes());
            var (x, y) = Normal.Pairs(a, b);
            for (var i = 0; i < 8; i++)
                Assert.Equal(Normal.Pair((uint)a[i], (uint)b[i]), ((float)x[i], (float)y[i]));
        }

        Vector512<ulong> Ends(int turn) =>
            Vector512.Create([.. Enumerable.Range(0, 8).Select(i => ends[(i + turn) % 8])]);
        Vector512<ulong> Lanes() =>
            Vector512.Create([.. Enumerable.Range(0, 8).Select(_ => (ulong)random.NextInt64(1L << 32))]);
    }
}
