namespace Platform.Shared.Imaging;

/// <summary>The extensions that tell an image file by its name, in the same two lists for every program.</summary>
/// <remarks>
/// The content alone decides what <see cref="ImageDecoder"/> reads; an extension only decides which files of a folder
/// are opened. Letter case does not matter.
/// </remarks>
public static class ImageFormats
{
    /// <summary>The formats that are read, for a sentence.</summary>
    public const string Names = "JPEG, PNG, WebP or BMP";

    /// <summary>Extensions of the formats that are read, in lower case with the dot.</summary>
    public static readonly IReadOnlyList<string> Readable =
    [
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".jif",
        ".png",
        ".webp",
        ".bmp",
        ".dib",
    ];

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

    /// <summary>Whether the name is that of an image that is read.</summary>
    public static bool IsReadable(string path) => ReadableNames.Contains(Path.GetExtension(path));

    /// <summary>Whether the name is that of an image in a format that is not read.</summary>
    public static bool IsUnreadable(string path) => UnreadableNames.Contains(Path.GetExtension(path));
}
