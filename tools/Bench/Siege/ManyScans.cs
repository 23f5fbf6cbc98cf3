using System.Buffers.Binary;

namespace Platform.Tools.Bench.Siege;

/// <summary>
/// A grey progressive JPEG of any size whose scans take a few bytes each, and a decoder's pass over all its blocks: no
/// encoder writes one. ITU-T T.81, annexes B and G.
/// </summary>
/// <remarks>All coefficients are 0. The scans bring every bit of every coefficient once, as they must.</remarks>
public static class ManyScans
{
    const int Coefficients = 64,
        MostBits = 13; // of the successive approximation, G.1.1.1.1
    const int LongestRun = 14; // EOB14: up to 32,767 blocks without a coefficient

    /// <param name="First">first coefficient of the band</param>
    /// <param name="High">the bit that the scan before stopped at; 0: the band's first</param>
    readonly record struct Scan(int First, int Last, int High, int Low);

    /// <param name="scans">2 to 883: a first one, and those of 63 bands in up to 14 steps</param>
    public static byte[] Jpeg(ushort width, ushort height, int scans)
    {
        var blocks = (width + 7) / 8 * ((height + 7) / 8);
        List<byte> file = [0xFF, 0xD8]; // SOI
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, Coefficients)]); // DQT: table 0
        byte[] size = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(size, height);
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(2), width);
        Segment(file, 0xC2, [8, .. size, 1, 1, 0x11, 0]); // SOF2: 8 bits, one component, 1 x 1, table 0
        Segment(file, 0xC4, [0x00, 1, .. new byte[15], 0]); // DHT, first coefficients: 0 is "no difference"
        byte[] runs = [.. Enumerable.Range(0, LongestRun + 1).Select(n => (byte)(n << 4))];
        Segment(file, 0xC4, [0x10, 0, 0, 0, (byte)runs.Length, .. new byte[12], .. runs]); // others: EOBn in 4 bits
        foreach (var scan in Plan(scans))
        {
            Segment(file, 0xDA, [1, 1, 0, (byte)scan.First, (byte)scan.Last, (byte)(scan.High << 4 | scan.Low)]);
            if (scan.First == 0)
                FirstCoefficients(file, blocks);
            else
                NoCoefficients(file, blocks);
        }
        return [.. file, 0xFF, 0xD9]; // EOI
    }

    /// <summary>Narrower bands first, then more steps for each.</summary>
    static IEnumerable<Scan> Plan(int scans)
    {
        yield return new(0, 0, 0, 0);
        var (bands, steps) = (Math.Min(scans - 1, Coefficients - 1), Math.Max(0, scans - Coefficients));
        for (var band = 1; band <= bands; band++)
        {
            var (last, bit) = (band == bands ? Coefficients - 1 : band, Math.Min(MostBits, steps));
            steps -= bit;
            yield return new(band, last, 0, bit);
            for (; bit > 0; bit--)
                yield return new(band, last, bit, bit - 1);
        }
    }

    /// <summary>A bit of 0 for each block, filled up with ones.</summary>
    static void FirstCoefficients(List<byte> file, int blocks)
    {
        file.AddRange(new byte[blocks / 8]);
        if (blocks % 8 > 0)
            file.Add((byte)(0xFF >> blocks % 8));
    }

    /// <summary>Runs of blocks without a coefficient of the band: EOBn and n bits for 2^n and more. G.1.2.2.</summary>
    static void NoCoefficients(List<byte> file, int blocks)
    {
        var (buffer, count) = (0UL, 0);
        while (blocks > 0)
        {
            var n = Math.Min(LongestRun, int.Log2(blocks));
            var run = Math.Min(blocks, (2 << n) - 1);
            Put(n, 4);
            Put(run - (1 << n), n);
            blocks -= run;
        }
        if (count > 0)
            Put((1 << 8 - count) - 1, 8 - count);

        void Put(int value, int bits)
        {
            (buffer, count) = (buffer << bits | (uint)value, count + bits);
            for (; count >= 8; count -= 8)
            {
                var next = (byte)(buffer >> count - 8);
                file.Add(next);
                if (next == 0xFF)
                    file.Add(0); // so that it is no marker
            }
        }
    }

    static void Segment(List<byte> file, byte marker, byte[] body) =>
        file.AddRange([0xFF, marker, (byte)(body.Length + 2 >> 8), (byte)(body.Length + 2), .. body]);
}
