using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Shared.Files;

/// <summary>Reads an image file, or says in words why it cannot be read.</summary>
public static class ImageFile
{
    internal const string NotUtf8 = "its name is not UTF-8 and cannot be opened; rename it";

    /// <summary>The bytes of a file that is within the limit: a larger one is not read.</summary>
    /// <exception cref="ImageException">It is not there, may not be read, or is too large.</exception>
    public static byte[] Read(string path, ImageLimits limits)
    {
        try
        {
            limits.CheckBytes(new FileInfo(path).Length);
            using var file = File.OpenRead(path);
            return ReadAll(file, file.CanSeek ? (int)file.Length : 0, limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(Reason(e));
        }
    }

    /// <summary>Up to the limit, whatever the file's length is said to be: that of a pipe or a device is 0.</summary>
    static byte[] ReadAll(Stream file, int length, ImageLimits limits)
    {
        using var read = new MemoryStream(length);
        var part = new byte[81_920];
        for (int count; (count = file.Read(part)) > 0; read.Write(part, 0, count))
            if (read.Length + count > limits.MaxBytes)
                throw new ImageException($"more than {limits.MaxBytes:N0} bytes, which is the limit");
        return read.Length == read.Capacity ? read.GetBuffer() : read.ToArray();
    }

    /// <summary>Why a file or folder could not be read, without its path: the caller names it.</summary>
    internal static string Reason(Exception exception) =>
        exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => "no such file, or a link to nothing",
            UnauthorizedAccessException => "no permission to read it",
            _ => exception.Message.ReplaceLineEndings(" "),
        };

    /// <summary>Whether the content begins as an image's does; for a file whose name does not say.</summary>
    internal static bool LooksLikeImage(string path)
    {
        Span<byte> start = stackalloc byte[16];
        try
        {
            if (new FileInfo(path).Length == 0)
                return false; // pipes and devices too, whose reading may not end
            using var file = File.OpenRead(path);
            return ImageFormats.Of(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)])
                is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
