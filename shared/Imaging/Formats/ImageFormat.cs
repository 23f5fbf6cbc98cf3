namespace Platform.Shared.Imaging.Formats;

/// <summary>
/// A format of image files that is read. Each has a file of its own here and a row in <see cref="ImageFormats"/>.
/// </summary>
public sealed class ImageFormat
{
    internal delegate bool Recognition(ReadOnlySpan<byte> encoded);

    /// <summary>For a sentence, such as JPEG.</summary>
    public string Name { get; }

    /// <summary>Such as image/jpeg: IANA, "Media Types".</summary>
    public string MediaType { get; }

    /// <summary>In lower case with the dot, the usual one first.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether the content begins as that of this format.</summary>
    internal Recognition Is { get; }

    /// <summary>Reads what the file says beside its pixels, within the limits.</summary>
    /// <exception cref="ImageException">It is damaged, asks for too much, or is of a kind that is not read.</exception>
    internal Func<byte[], ImageLimits, ImageHeader> Read { get; }

    internal ImageFormat(
        string name,
        string mediaType,
        IReadOnlyList<string> extensions,
        Recognition isOne,
        Func<byte[], ImageLimits, ImageHeader> read
    ) => (Name, MediaType, Extensions, Is, Read) = (name, mediaType, extensions, isOne, read);
}
