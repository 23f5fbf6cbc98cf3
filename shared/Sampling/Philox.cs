using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Platform.Shared.Sampling;

/// <summary>
/// Philox4x32-10: 128 bits of counter and 64 bits of key to 128 random bits, with no state in between.
/// Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3 and Table 2.
/// </summary>
static class Philox
{
    const uint M0 = 0xD2511F53,
        M1 = 0xCD9E8D57; // multipliers
    const uint W0 = 0x9E3779B9,
        W1 = 0xBB67AE85; // Weyl increments of the key: golden ratio, sqrt(3) - 1
    const int Rounds = 10;

    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++, k0 += W0, k1 += W1)
        {
            ulong p0 = (ulong)M0 * c0,
                p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Eight blocks at once, one to a lane; a word is the lower half of its lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong> X0, Vector512<ulong> X1, Vector512<ulong> X2, Vector512<ulong> X3) Blocks(
        Vector512<ulong> c0,
        Vector512<ulong> c1,
        Vector512<ulong> c2,
        Vector512<ulong> c3,
        uint k0,
        uint k1
    )
    {
        var (m0, m1, word) = (
            Vector512.Create((ulong)M0),
            Vector512.Create((ulong)M1),
            Vector512.Create((ulong)uint.MaxValue)
        );
        for (var round = 0; round < Rounds; round++, k0 += W0, k1 += W1)
        {
            Vector512<ulong> p0 = Product(m0, c0),
                p1 = Product(m1, c2);
            (c0, c1, c2, c3) = (
                (p1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0),
                p1 & word,
                (p0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1),
                p0 & word
            );
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>
    /// Of the lower halves of lanes whose upper halves are zero; a product of whole lanes takes three times as long
    /// where there is one of halves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Product(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
