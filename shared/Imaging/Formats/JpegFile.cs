using System.Buffers.Binary;
using SkiaSharp;

namespace Platform.Shared.Imaging.Formats;

/// <param name="Id">the name that scans call it by</param>
/// <param name="Across">horizontal sampling factor, 1 to 4</param>
/// <param name="Down">vertical sampling factor, 1 to 4</param>
readonly record struct JpegComponent(byte Id, int Across, int Down)
{
    /// <summary>In a unit of several components: A.2.3.</summary>
    public int Blocks => Across * Down;
}

/// <summary>What the headers of a JPEG say: frame, profile, and whether the scans carry the whole picture.</summary>
sealed class JpegFile : ImageHeader
{
    public static readonly ImageFormat Format = new(
        "JPEG",
        "image/jpeg",
        [".jpg", ".jpeg", ".jpe", ".jfif", ".jif"],
        Is,
        Read
    );

    /// <summary>
    /// Bytes of a read where there are several scans, of which an empty one takes some fifty; with a single scan the
    /// decoder is faster on all of the file at once.
    /// </summary>
    const int ScanRead = 256;

    const byte Progressive = 0xC2,
        ArithmeticSequential = 0xC9,
        ArithmeticProgressive = 0xCA;

    public int Width { get; private set; }
    public int Height { get; private set; }
    public IReadOnlyList<JpegComponent> Components { get; private set; } = [];
    public bool IsProgressive { get; private set; }
    public bool IsArithmetic { get; private set; }

    /// <summary>Whether there are several scans, all of which a decoder reads before it gives a pixel.</summary>
    bool HasScans { get; set; }

    /// <summary>
    /// Whether a decoder would say nothing of missing data, or too much: several scans are then blurred, four colours
    /// are not told from the filling, a file without its end is refused with all its pixels there, and a decoder
    /// guesses what lies between restart markers that are not in their order.
    /// </summary>
    bool NeedsProof { get; set; }

    public override SKSizeI? Size => new(Width, Height);
    public override bool Shrinks => true;
    public override int? ReadLength => HasScans ? ScanRead : null;

    JpegFile(byte[] encoded)
        : base(encoded) { }

    static bool Is(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, JpegSegments.Soi, 0xFF]);

    /// <exception cref="ImageException">
    /// The headers are damaged, too much is asked for, or scans are missing.
    /// </exception>
    static JpegFile Read(byte[] encoded, ImageLimits limits)
    {
        var (file, coverage, profile) = (new JpegFile(encoded), default(JpegCoverage), new JpegProfile());
        var (scans, samples, interval, isRegular) = (0, 0.0, 0, true);
        var segments = new JpegSegments(encoded);
        while (segments.Next())
            if (segments.IsFrame)
            {
                if (coverage is not null)
                    throw ImageException.Damaged();
                file.ReadFrame(segments.Marker, segments.Body);
                limits.CheckSize(file.Width, file.Height);
                coverage = new(file.Components.Count, file.IsProgressive);
            }
            else if (segments.Marker == JpegSegments.Sos)
            {
                if (coverage is null)
                    throw ImageException.Damaged();
                var scan = JpegScan.Read(segments.Body, file);
                limits.CheckScans(++scans, samples += file.Samples(scan));
                coverage.Add(scan);
                isRegular &= segments.Restarts == (interval == 0 ? 0 : (file.Units(scan) - 1) / interval);
            }
            else if (segments.Marker == JpegSegments.Dri)
                interval = segments.Interval;
            else if (segments.Marker == JpegSegments.App2 && scans == 0)
                profile.Add(segments.Body);
        if (coverage is not { IsWhole: true })
            throw ImageException.CutShort();
        file.HasScans = scans > 1;
        file.NeedsProof = file.HasScans || !segments.Ended || file.Components.Count == 4 || !isRegular;
        if (!segments.Ended)
            file.Encoded = [.. encoded, 0xFF, JpegSegments.Eoi]; // the marker of the image's end
        if (file.IsArithmetic && !segments.Ended)
            throw ImageException.CutShort();
        if (profile.ToArray() is not { } whole)
            return file;
        IccProfile.Check(whole, file.Space(whole));
        file.NeedsConversion = true;
        return file;
    }

    public override void CheckBeforeDecoding(CancellationToken cancel)
    {
        if (NeedsProof)
            Prove(cancel);
    }

    /// <summary>
    /// Where the data run out, the rest comes out of one grey: it is either there or the file was cut.
    /// </summary>
    public override void CheckDecoded(ReadOnlySpan<byte> last, bool isConverted, CancellationToken cancel)
    {
        if (!NeedsProof && (isConverted || last is [128, 128, 128, _]))
            Prove(cancel);
    }

    /// <summary>Decodes the blocks once more, without their values, to see that none is missing.</summary>
    /// <exception cref="ImageException">Blocks are missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">Between two scans.</exception>
    void Prove(CancellationToken cancel)
    {
        if (!IsArithmetic)
            JpegBlocks.Check(Encoded, this, cancel);
    }

    /// <summary>The samples of a scan's components: fewer than pixels where they are subsampled.</summary>
    double Samples(JpegScan scan)
    {
        double area = Components.Max(c => c.Across) * Components.Max(c => c.Down);
        return (double)Width * Height * scan.Components.Sum(c => Components[c.Index].Blocks) / area;
    }

    /// <summary>The units (MCU) of a scan: single blocks of a single component, or areas of several. A.2.</summary>
    public int Units(JpegScan scan)
    {
        var (across, down) = (Components.Max(c => c.Across), Components.Max(c => c.Down));
        if (scan.Components.Count > 1)
            return Ceiling(Width, 8 * across) * Ceiling(Height, 8 * down);
        var only = Components[scan.Components[0].Index];
        return Ceiling(Ceiling(Width * only.Across, across), 8) * Ceiling(Ceiling(Height * only.Down, down), 8);

        static int Ceiling(int value, int by) => (value + by - 1) / by;
    }

    /// <summary>The colour space that a profile must be for. One for colours does for grey too.</summary>
    ReadOnlySpan<byte> Space(byte[] profile) =>
        Components.Count switch
        {
            1 => IccProfile.Space(profile).SequenceEqual("RGB "u8) ? "RGB "u8 : "GRAY"u8,
            3 => "RGB "u8,
            _ => "CMYK"u8,
        };

    void ReadFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (body.Length < 6 || body.Length < 6 + 3 * body[5])
            throw ImageException.Damaged();
        if (marker is > Progressive and not (ArithmeticSequential or ArithmeticProgressive) || body[0] != 8)
            throw new ImageException("a kind of JPEG that is not read: save it as an ordinary JPEG of 8 bits");
        IsProgressive = marker is Progressive or ArithmeticProgressive;
        IsArithmetic = marker > Progressive;
        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        var components = new JpegComponent[body[5]];
        for (var c = 0; c < components.Length; c++)
            components[c] = new(body[6 + 3 * c], body[7 + 3 * c] >> 4, body[7 + 3 * c] & 15);
        if (
            components.Length is not (1 or 3 or 4)
            || components.Any(c => c.Across is < 1 or > 4 || c.Down is < 1 or > 4)
            || components.DistinctBy(c => c.Id).Count() != components.Length
        )
            throw ImageException.Damaged();
        Components = components;
    }
}
