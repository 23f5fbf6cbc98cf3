using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Platform.Shared.Imaging.Formats;

/// <summary>The bits of a scan's entropy-coded data: ITU-T T.81, F.2.2.5.</summary>
ref struct JpegBits(ReadOnlySpan<byte> entropy, int interval)
{
    readonly ReadOnlySpan<byte> entropy = entropy;
    readonly int interval = interval; // units between restart markers; 0: none
    int position;
    int count; // bits in the buffer
    int left = interval,
        restarts;
    ulong buffer; // the next bits, from the top

    /// <exception cref="ImageException">The data end, or hold no code.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(HuffmanTable table)
    {
        if (count < 16)
            Fill();
        var entry = table.Find((int)(buffer >> 48));
        if (entry == 0)
            throw count < 16 ? ImageException.CutShort() : ImageException.Damaged();
        Drop(entry >> 8);
        return entry & 255;
    }

    /// <param name="bits">0 to 16</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        if (count < bits)
            Fill();
        Drop(bits);
    }

    /// <param name="bits">0 to 63</param>
    public void SkipMany(int bits)
    {
        for (; bits > 16; bits -= 16)
            Skip(16);
        Skip(bits);
    }

    /// <param name="bits">0 to 15</param>
    public int Number(int bits)
    {
        if (count < bits)
            Fill();
        var number = (int)(buffer >> 32 >> (32 - bits));
        Drop(bits);
        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Drop(int bits)
    {
        if ((count -= bits) < 0)
            throw ImageException.CutShort();
        buffer <<= bits;
    }

    void Fill()
    {
        if (position + sizeof(ulong) <= entropy.Length && count < 64)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(entropy[position..]);
            if (!HasMarker(next))
            {
                buffer |= next >> count; // a part of a byte comes again
                position += (63 - count) >> 3;
                count |= 56;
                return;
            }
        }
        while (count <= 56 && position < entropy.Length)
        {
            var next = entropy[position];
            if (next == 0xFF && (position + 1 == entropy.Length || entropy[position + 1] != 0))
                return; // a marker
            position += next == 0xFF ? 2 : 1;
            buffer |= (ulong)next << (56 - count);
            count += 8;
        }
    }

    /// <summary>Whether one of eight bytes is 0xFF: one of their complements is then 0.</summary>
    static bool HasMarker(ulong bytes) => ((~bytes - 0x0101_0101_0101_0101) & bytes & 0x8080_8080_8080_8080) != 0;

    /// <summary>Before each unit: steps over a restart marker where one is due.</summary>
    /// <returns>whether it was</returns>
    public bool Restarts()
    {
        if (interval == 0 || left-- > 0)
            return false;
        left = interval - 1;
        End();
        while (position < entropy.Length && entropy[position] == 0xFF)
            position++;
        if (position == entropy.Length)
            throw ImageException.CutShort();
        return entropy[position++] == 0xD0 + (restarts++ & 7) ? true : throw ImageException.Damaged();
    }

    /// <summary>Nothing but the bits that fill up a byte may be left before a marker or the end.</summary>
    public void End()
    {
        Fill();
        if (count >= 8)
            throw ImageException.Damaged();
        (buffer, count) = (0, 0);
    }

    /// <summary>Whether all of the data were read.</summary>
    public readonly bool IsAtEnd => position == entropy.Length || entropy[position..].IndexOfAnyExcept((byte)0xFF) < 0;
}
