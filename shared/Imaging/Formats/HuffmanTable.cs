using System.Runtime.CompilerServices;

namespace Platform.Shared.Imaging.Formats;

/// <summary>A Huffman code of a JPEG: ITU-T T.81, annex C and F.2.2.3.</summary>
sealed class HuffmanTable
{
    const int Quick = 10,
        Longest = 16; // bits

    readonly ushort[] quick = new ushort[1 << Quick]; // length << 8 | symbol; 0: a longer code
    readonly int[] end = new int[Longest + 1]; // behind the last code of a length
    readonly int[] first = new int[Longest + 1]; // symbols[first + code] of a length
    readonly byte[] symbols;

    /// <summary>Reads one table of a DHT segment, behind its number.</summary>
    /// <param name="body">counts of codes of 1 to 16 bits, then their symbols; on return what follows</param>
    public HuffmanTable(ref ReadOnlySpan<byte> body)
    {
        if (body.Length < Longest)
            throw ImageException.Damaged();
        var counts = body[..Longest];
        var total = 0;
        foreach (var count in counts)
            total += count;
        if (total > 256 || body.Length < Longest + total)
            throw ImageException.Damaged();
        symbols = body.Slice(Longest, total).ToArray();
        body = body[(Longest + total)..];
        var (code, index) = (0, 0);
        for (var length = 1; length <= Longest; length++, code <<= 1)
        {
            first[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
                if (length <= Quick)
                    quick
                        .AsSpan()
                        .Slice(Math.Min(code << (Quick - length), quick.Length), SpanOf(code, length))
                        .Fill((ushort)(length << 8 | symbols[index]));
            if (code > 1 << length)
                throw ImageException.Damaged();
            end[length] = code << (Longest - length);
        }
    }

    static int SpanOf(int code, int length) => code < 1 << length ? 1 << (Quick - length) : 0;

    /// <param name="next">the next 16 bits</param>
    /// <returns>length &lt;&lt; 8 | symbol; 0 where no code begins so</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int next) => quick[next >> (Longest - Quick)] is var entry and not 0 ? entry : FindLong(next);

    int FindLong(int next)
    {
        for (var length = Quick + 1; length <= Longest; length++)
            if (next < end[length])
                return length << 8 | symbols[first[length] + (next >> (Longest - length))];
        return 0;
    }
}
