using System.Numerics;

namespace Platform.Shared.Sets;

/// <summary>
/// The class that each image of a set must have: exact counts, well mixed, known of image i without the others.
/// </summary>
/// <remarks>
/// Place p of N takes rank p s mod N with s coprime to N and near N times the golden section: a permutation that
/// spreads neighbours.
/// </remarks>
sealed class ClassPlan
{
    readonly (string Code, long End)[] ends;
    readonly long total,
        stride;

    public ClassPlan(IReadOnlyDictionary<string, long> counts)
    {
        var sum = 0L;
        ends = [.. counts.Select(c => (c.Key, sum += c.Value))];
        total = sum;
        stride = Math.Max(1, (long)(total * 0.6180339887498949));
        while (BigInteger.GreatestCommonDivisor(stride, total) != 1)
            stride++;
    }

    /// <param name="place">of the image in the set, from 0</param>
    public string this[long place]
    {
        get
        {
            var rank = (long)((UInt128)place * (ulong)stride % (ulong)total);
            return ends.First(e => rank < e.End).Code;
        }
    }
}
