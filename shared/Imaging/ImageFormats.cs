using Platform.Shared.Imaging.Formats;

namespace Platform.Shared.Imaging;

/// <summary>
/// The formats of image files, and the extensions that tell one by its name, for every program.
/// </summary>
/// <remarks>
/// The content alone decides what <see cref="ImageDecoder"/> reads; an extension only decides which files of a folder
/// are opened. Letter case does not matter.
/// </remarks>
public static class ImageFormats
{
    /// <summary>The formats that are read. A new one is a file in Formats and a row here.</summary>
    public static readonly IReadOnlyList<ImageFormat> All =
    [
        JpegFile.Format,
        PngFile.Format,
        WebpFile.Format,
        BmpFile.Format,
    ];

    /// <summary>Their names, for a sentence: "JPEG, PNG, WebP or BMP".</summary>
    public static readonly string Names = $"{string.Join(", ", All.SkipLast(1).Select(f => f.Name))} or {All[^1].Name}";

    /// <summary>Extensions of the formats that are read, in lower case with the dot.</summary>
    public static readonly IReadOnlyList<string> Readable = [.. All.SelectMany(f => f.Extensions)];

    /// <summary>
    /// Extensions of other image formats, in lower case with the dot: a caller names such a file rather than pass it
    /// over.
    /// </summary>
    public static readonly IReadOnlyList<string> Unreadable =
    [
        ".tif",
        ".tiff",
        ".gif",
        ".apng",
        ".heic",
        ".heif",
        ".hif",
        ".avif",
        ".jxl",
        ".jp2",
        ".j2k",
        ".jpf",
        ".jpx",
        ".jxr",
        ".dcm",
        ".dicom",
        ".nii",
        ".svs",
        ".ndpi",
        ".mrxs",
        ".scn",
        ".dng",
        ".raw",
        ".arw",
        ".cr2",
        ".cr3",
        ".nef",
        ".orf",
        ".pef",
        ".raf",
        ".rw2",
        ".srw",
        ".psd",
        ".xcf",
        ".svg",
        ".tga",
        ".pcx",
        ".ppm",
        ".pgm",
        ".pbm",
        ".pnm",
        ".exr",
        ".hdr",
        ".ico",
    ];

    static readonly HashSet<string> ReadableNames = new(Readable, StringComparer.OrdinalIgnoreCase);
    static readonly HashSet<string> UnreadableNames = new(Unreadable, StringComparer.OrdinalIgnoreCase);

    /// <summary>The format that the content begins as; null for one that is not read.</summary>
    public static ImageFormat? Of(ReadOnlySpan<byte> encoded)
    {
        foreach (var format in All)
            if (format.Is(encoded))
                return format;
        return null;
    }

    /// <summary>Whether the name is that of an image that is read.</summary>
    public static bool IsReadable(string path) => ReadableNames.Contains(Path.GetExtension(path));

    /// <summary>Whether the name is that of an image in a format that is not read.</summary>
    public static bool IsUnreadable(string path) => UnreadableNames.Contains(Path.GetExtension(path));
}
