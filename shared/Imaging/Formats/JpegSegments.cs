using System.Buffers.Binary;

namespace Platform.Shared.Imaging.Formats;

/// <summary>Walks through the marker segments of a JPEG (ITU-T T.81, annex B) in one pass over its bytes.</summary>
/// <remarks>Thumbnails are inside of segments and further pictures behind the end: neither is entered.</remarks>
ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    public const byte Dht = 0xC4,
        Soi = 0xD8,
        Eoi = 0xD9,
        Sos = 0xDA,
        Dri = 0xDD,
        App2 = 0xE2;
    const byte Arithmetic = 0xC8,
        ArithmeticConditioning = 0xCC,
        Rst0 = 0xD0,
        Rst7 = 0xD7,
        Temporary = 0x01;

    readonly ReadOnlySpan<byte> file = file;
    int position = 2; // behind SOI

    /// <summary>The second byte of the segment's marker.</summary>
    public byte Marker { get; private set; }

    /// <summary>What follows the segment's length.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>The entropy-coded data behind a scan's header, with its restart markers.</summary>
    public ReadOnlySpan<byte> Entropy { get; private set; }

    /// <summary>The restart markers in that data; -1 where they are not numbered 0 to 7 in turn.</summary>
    public int Restarts { get; private set; }

    /// <summary>Whether the marker of the image's end was reached.</summary>
    public readonly bool Ended => Marker == Eoi;

    /// <summary>Of a DRI segment: the units between two restart markers; 0: none.</summary>
    public readonly int Interval => Body.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(Body);

    public readonly bool IsFrame => Marker is >= 0xC0 and <= 0xCF and not (Dht or Arithmetic or ArithmeticConditioning);

    /// <returns>false at the image's end and where the file ends within a segment</returns>
    public bool Next()
    {
        if (Ended)
            return false;
        while (FindMarker() is var marker and not 0)
        {
            Marker = marker;
            if (marker == Eoi)
                return false;
            if (marker is Soi or Temporary or (>= Rst0 and <= Rst7))
                continue;
            if (position + 2 > file.Length)
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[position..]);
            if (length < 2 || position + length > file.Length)
                return false;
            Body = file[(position + 2)..(position + length)];
            position += length;
            if (marker != Sos)
                return true;
            var end = EntropyEnd(position);
            Entropy = file[position..end];
            position = end;
            return true;
        }
        return false;
    }

    /// <summary>Steps behind the next marker. Any number of 0xFF may stand before its second byte.</summary>
    byte FindMarker()
    {
        while (position < file.Length && file[position..].IndexOf((byte)0xFF) is var at and >= 0)
        {
            position += at;
            while (position < file.Length && file[position] == 0xFF)
                position++;
            if (position < file.Length && file[position++] is var marker and not 0)
                return marker;
        }
        position = file.Length;
        return 0;
    }

    /// <summary>In the data, 0xFF 0 stands for a byte of 0xFF, and restart markers do not end a scan.</summary>
    int EntropyEnd(int from)
    {
        Restarts = 0;
        while (file[from..].IndexOf((byte)0xFF) is var at and >= 0)
        {
            var start = from + at;
            var next = start + 1;
            while (next < file.Length && file[next] == 0xFF)
                next++;
            if (next == file.Length)
                return file.Length;
            if (file[next] is not (0 or (>= Rst0 and <= Rst7)))
                return start;
            if (file[next] != 0 && Restarts >= 0)
                Restarts = file[next] == Rst0 + (Restarts & 7) ? Restarts + 1 : -1;
            from = next + 1;
        }
        return file.Length;
    }
}
