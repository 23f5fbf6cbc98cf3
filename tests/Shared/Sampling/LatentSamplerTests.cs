using Platform.Shared.Sampling;

namespace Platform.Shared.Tests.Sampling;

public class LatentSamplerTests
{
    static (float[] Z, float[] Noise) Draw(ulong seed, long index, int z = 8, int noise = 5)
    {
        var result = (Z: new float[z], Noise: new float[noise]);
        LatentSampler.Fill(seed, index, result.Z, result.Noise);
        return result;
    }

    /// <summary>
    /// A data set is named by its seed: these bits may never change. Computed independently in Python.
    /// </summary>
    [Fact]
    public void Fill_KeepsItsBits() =>
        Assert.Equal(
            "bedb93e6 be103a07 3fcfd47e 3ed12a88 3ef305cc 3f6917ea",
            string.Join(
                ' ',
                Draw(1, 2, z: 4, noise: 2) is var (z, noise)
                    ? z.Concat(noise).Select(v => BitConverter.SingleToUInt32Bits(v).ToString("x8"))
                    : []
            )
        );

    [Fact]
    public void Fill_IsStandardNormal()
    {
        var (x, _) = Draw(11, 0, z: 1_000_000);
        var moments = Enumerable.Range(1, 4).Select(k => x.Average(v => Math.Pow(v, k))).ToArray();
        Assert.Equal(0, moments[0], 4e-3); // four standard errors of the k-th moment of a million draws
        Assert.Equal(1, moments[1], 6e-3);
        Assert.Equal(0, moments[2], 1.6e-2);
        Assert.Equal(3, moments[3], 4e-2);
        Assert.Equal(0, x.Zip(x.Skip(1), (a, b) => (double)a * b).Average(), 4e-3);
    }

    [Fact]
    public void Fill_DependsOnSeedIndexAndStream()
    {
        var all = new[] { Draw(1, 0), Draw(2, 0), Draw(1, 1), Draw(1, 1L << 32), Draw(1UL << 32, 0) }
            .SelectMany(d => new[] { d.Z[..5], d.Noise })
            .ToArray();
        for (var i = 0; i < all.Length; i++)
        for (var j = 0; j < i; j++)
            Assert.NotEqual(all[i], all[j]);
    }

    [Theory]
    [InlineData(1UL, 2L)]
    [InlineData(0xFFFFFFFF00000001UL, 0x7000000000000003L)]
    public void Fill_IsThePairsOfTheBlocks_OneAfterTheOther(ulong seed, long index)
    {
        var expected = Enumerable
            .Range(0, 30)
            .Select(block =>
                Philox.Block((uint)block, 1, (uint)index, (uint)(index >> 32), (uint)seed, (uint)(seed >> 32))
            )
            .SelectMany(x => new[] { Normal.Pair(x.X0, x.X1), Normal.Pair(x.X2, x.X3) })
            .SelectMany(p => new[] { p.X, p.Y });
        Assert.Equal(expected.Take(117), Draw(seed, index, noise: 117).Noise);
    }

    [Fact]
    public void Fill_OfAShorterSpan_IsAPrefix() => Assert.Equal(Draw(3, 4, z: 8).Z[..5], Draw(3, 4, z: 5).Z);
}
