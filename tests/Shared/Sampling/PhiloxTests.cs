using System.Runtime.Intrinsics;
using Platform.Shared.Sampling;

namespace Platform.Shared.Tests.Sampling;

public class PhiloxTests
{
    /// <summary>Random123's own vectors: examples/kat_vectors, "philox4x32 10".</summary>
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0, 0, 0 }, new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u })]
    [InlineData(new[] { ~0u, ~0u, ~0u, ~0u, ~0u, ~0u }, new[] { 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu })]
    [InlineData(
        new[] { 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u },
        new[] { 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u }
    )]
    public void Block_GivesTheKnownAnswers(uint[] counterAndKey, uint[] expected)
    {
        var (x0, x1, x2, x3) = Philox.Block(
            counterAndKey[0],
            counterAndKey[1],
            counterAndKey[2],
            counterAndKey[3],
            counterAndKey[4],
            counterAndKey[5]
        );
        Assert.Equal(expected, new[] { x0, x1, x2, x3 });
    }

    [Fact]
    public void Blocks_AreEightBlocks()
    {
        var random = new Random(8);
        Vector512<ulong> Lanes() =>
            Vector512.Create([.. Enumerable.Range(0, 8).Select(_ => (ulong)random.NextInt64(1L << 32))]);
        for (var n = 0; n < 1000; n++)
        {
            var (c0, c1, c2, c3, k0, k1) = (
                Lanes(),
                Lanes(),
                Lanes(),
                Lanes(),
                (uint)random.NextInt64(1L << 32),
                (uint)random.NextInt64(1L << 32)
            );
            var (x0, x1, x2, x3) = Philox.Blocks(c0, c1, c2, c3, k0, k1);
            for (var i = 0; i < 8; i++)
                Assert.Equal(
                    Philox.Block((uint)c0[i], (uint)c1[i], (uint)c2[i], (uint)c3[i], k0, k1),
                    ((uint)x0[i], (uint)x1[i], (uint)x2[i], (uint)x3[i])
                );
        }
    }
}
