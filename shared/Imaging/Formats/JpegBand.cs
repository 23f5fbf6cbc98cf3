using System.Numerics;
using System.Runtime.CompilerServices;

namespace Platform.Shared.Imaging.Formats;

/// <summary>Steps over the codes of single blocks: ITU-T T.81, F.2.2 (sequential) and G.1.2 (progressive).</summary>
struct JpegBand(JpegScan scan)
{
    readonly int first = scan.First,
        last = scan.Last;
    readonly bool refines = scan.High > 0;

    /// <summary>The blocks to come of which the rest of the band is 0.</summary>
    public int EndRun;

    /// <summary>All coefficients of a block but the first.</summary>
    public static void StepOthers(ref JpegBits bits, HuffmanTable ac)
    {
        for (var k = 1; k < 64; k++)
        {
            var symbol = bits.Symbol(ac);
            var (run, size) = (symbol >> 4, symbol & 15);
            k += run;
            if (size > 0)
            {
                if (k > 63)
                    throw ImageException.Damaged();
                bits.Skip(size);
            }
            else if (run < 15)
                return;
        }
    }

    /// <summary>The first coefficient's difference to the block before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepFirst(ref JpegBits bits, HuffmanTable dc)
    {
        var size = bits.Symbol(dc);
        if (size > 15)
            throw ImageException.Damaged();
        bits.Skip(size);
    }

    /// <summary>A band of a block.</summary>
    /// <param name="nonZero">of the block: which of its coefficients are not 0</param>
    public void Step(ref JpegBits bits, HuffmanTable ac, ref ulong nonZero)
    {
        if (refines)
            Refine(ref bits, ac, ref nonZero);
        else if (EndRun > 0)
            EndRun--;
        else
            Begin(ref bits, ac, ref nonZero);
    }

    /// <summary>The bits of the coefficients from one of the band to its last.</summary>
    ulong Band(int from) => from > last ? 0 : ulong.MaxValue << from & ulong.MaxValue >> (63 - last);

    void Begin(ref JpegBits bits, HuffmanTable ac, ref ulong nonZero)
    {
        for (var k = first; k <= last; k++)
        {
            var symbol = bits.Symbol(ac);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                EndRun = (1 << run) + bits.Number(run) - 1;
                return;
            }
            k += run;
            if (size == 0)
                continue;
            if (k > last)
                throw ImageException.Damaged();
            nonZero |= 1ul << k;
            bits.Skip(size);
        }
    }

    void Refine(ref JpegBits bits, HuffmanTable ac, ref ulong nonZero)
    {
        var k = first;
        for (; EndRun == 0 && k <= last; k++)
        {
            var symbol = bits.Symbol(ac);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                EndRun = (1 << run) + bits.Number(run);
                break;
            }
            if (size > 1)
                throw ImageException.Damaged();
            bits.Skip(size); // the sign of a coefficient that is new
            for (; k <= last; k++)
                if ((nonZero >> k & 1) != 0)
                    bits.Skip(1);
                else if (run-- == 0)
                    break;
            if (size == 0)
                continue;
            if (k > last)
                throw ImageException.Damaged();
            nonZero |= 1ul << k;
        }
        if (EndRun == 0)
            return;
        bits.SkipMany(BitOperations.PopCount(nonZero & Band(k)));
        EndRun--;
    }
}
