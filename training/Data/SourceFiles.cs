using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Training.Data;

/// <summary>Files of data sets: what the decoder reads, and TIFF, which becomes PNG of the same pixels.</summary>
static class SourceFiles
{
    public static ImageFolder Walk(string path) => ImageFolder.Walk(path, TiffImage.Extensions);

    /// <summary>Why a file cannot be used; of one in another format, what to do.</summary>
    public static string Reason(UnusableFile file) =>
        !file.IsFolder && ImageFormats.IsUnreadable(file.File.Name)
            ? $"{file.Reason}; save it as PNG or TIFF"
            : file.Reason;

    /// <summary>The bytes of a file, of which TIFF is turned into PNG.</summary>
    /// <exception cref="ImageException">It is not there, may not be read, is too large or a damaged TIFF.</exception>
    public static byte[] Read(string path, ImageLimits limits)
    {
        var bytes = ImageFile.Read(path, limits);
        return TiffImage.Is(bytes) ? TiffImage.ToPng(bytes, limits) : bytes;
    }
}
