namespace Platform.Shared.Imaging.Formats;

/// <summary>
/// Proves that the entropy-coded data of a Huffman-coded JPEG hold all its blocks, no less and no more, by decoding
/// them without their values. ITU-T T.81, annexes F.2 and G.2.
/// </summary>
/// <remarks>A decoder paints what is missing grey or leaves it blurred, and says nothing.</remarks>
sealed class JpegBlocks
{
    const int MaxTables = 1000; // encoders write one a scan, or four in all

    readonly JpegFile file;
    readonly HuffmanTable?[] dc = new HuffmanTable?[4],
        ac = new HuffmanTable?[4];
    readonly ulong[]?[] nonZero; // [components][blocks]: a bit a coefficient
    int restartInterval,
        tables;

    JpegBlocks(JpegFile file) => (this.file, nonZero) = (file, new ulong[file.Components.Count][]);

    /// <exception cref="ImageException">Blocks are missing, or the data are damaged.</exception>
    /// <exception cref="OperationCanceledException">Between two scans.</exception>
    public static void Check(ReadOnlySpan<byte> encoded, JpegFile file, CancellationToken cancel)
    {
        var blocks = new JpegBlocks(file);
        var segments = new JpegSegments(encoded);
        while (segments.Next())
            if (segments.Marker == JpegSegments.Dht)
                blocks.ReadTables(segments.Body);
            else if (segments.Marker == JpegSegments.Dri)
                blocks.restartInterval = segments.Interval;
            else if (segments.Marker == JpegSegments.Sos)
            {
                cancel.ThrowIfCancellationRequested();
                blocks.Check(JpegScan.Read(segments.Body, file), segments.Entropy);
            }
    }

    void ReadTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var (number, isAc) = (body[0] & 15, body[0] >> 4);
            if (number > 3 || isAc > 1 || ++tables > MaxTables)
                throw ImageException.Damaged();
            body = body[1..];
            (isAc == 1 ? ac : dc)[number] = new(ref body);
        }
    }

    void Check(JpegScan scan, ReadOnlySpan<byte> entropy)
    {
        var bits = new JpegBits(entropy, restartInterval);
        if (scan.First > 0)
            CheckBand(scan, ref bits);
        else
            CheckUnits(scan, ref bits);
        bits.End();
        if (!bits.IsAtEnd)
            throw ImageException.Damaged();
    }

    /// <summary>A band of a single component.</summary>
    void CheckBand(JpegScan scan, ref JpegBits bits)
    {
        var component = scan.Components[0];
        var blocks = nonZero[component.Index] ??= new ulong[file.Units(scan)];
        var (band, table) = (new JpegBand(scan), Table(ac, component.Ac));
        foreach (ref var block in blocks.AsSpan())
        {
            if (bits.Restarts())
                band.EndRun = 0;
            band.Step(ref bits, table, ref block);
        }
    }

    /// <summary>The first coefficients of several components, or all coefficients.</summary>
    void CheckUnits(JpegScan scan, ref JpegBits bits)
    {
        (HuffmanTable? Dc, HuffmanTable? Ac)[] blocks =
        [
            .. scan.Components.SelectMany(c =>
                Enumerable.Repeat(
                    (scan.High > 0 ? null : Table(dc, c.Dc), file.IsProgressive ? null : Table(ac, c.Ac)),
                    scan.Components.Count == 1 ? 1 : file.Components[c.Index].Blocks
                )
            ),
        ];
        for (var units = file.Units(scan); units > 0; units--)
        {
            bits.Restarts();
            foreach (var block in blocks)
                if (block.Dc is null)
                    bits.Skip(1); // the next bit of a first coefficient
                else
                {
                    JpegBand.StepFirst(ref bits, block.Dc);
                    if (block.Ac is not null)
                        JpegBand.StepOthers(ref bits, block.Ac);
                }
        }
    }

    static HuffmanTable Table(HuffmanTable?[] tables, int number) => tables[number] ?? throw ImageException.Damaged();
}
