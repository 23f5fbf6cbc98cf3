namespace Platform.Shared.Imaging.Formats;

/// <summary>The header of a scan: ITU-T T.81, B.2.3.</summary>
/// <param name="Components">positions in the frame</param>
/// <param name="First">first coefficient of the band, in zigzag order</param>
/// <param name="Last">last coefficient of the band</param>
/// <param name="High">the bit that an earlier scan stopped at; 0: this is the band's first</param>
/// <param name="Low">the bit that this scan stops at; 0: the coefficients are then exact</param>
sealed record JpegScan(IReadOnlyList<JpegScanComponent> Components, int First, int Last, int High, int Low)
{
    public static JpegScan Read(ReadOnlySpan<byte> body, JpegFile file)
    {
        if (body.Length < 1 || body[0] is 0 or > 4 || body.Length < 4 + 2 * body[0])
            throw ImageException.Damaged();
        var components = new JpegScanComponent[body[0]];
        for (var c = 0; c < components.Length; c++)
        {
            var (index, id) = (0, body[1 + 2 * c]);
            while (index < file.Components.Count && file.Components[index].Id != id)
                index++;
            var (dc, ac) = (body[2 + 2 * c] >> 4, body[2 + 2 * c] & 15);
            if (index == file.Components.Count || dc > 3 || ac > 3)
                throw ImageException.Damaged();
            components[c] = new(index, dc, ac);
        }
        if (components.DistinctBy(c => c.Index).Count() != components.Length)
            throw ImageException.Damaged();
        if (!file.IsProgressive)
            return new(components, 0, 63, 0, 0); // whatever stands there
        var tail = body[(1 + 2 * components.Length)..];
        var scan = new JpegScan(components, tail[0], tail[1], tail[2] >> 4, tail[2] & 15);
        var isBand = scan.First == 0 ? scan.Last == 0 : scan.Last is var last && last >= scan.First && last < 64;
        return isBand && (scan.First == 0 || components.Length == 1) ? scan : throw ImageException.Damaged();
    }
}

/// <param name="Index">position in the frame</param>
/// <param name="Dc">number of the Huffman table of the first coefficient</param>
/// <param name="Ac">number of the Huffman table of the others</param>
readonly record struct JpegScanComponent(int Index, int Dc, int Ac);
