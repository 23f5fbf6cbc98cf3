using Platform.Shared;
using Platform.Shared.Imaging;

namespace Platform.Inference.Classification;

/// <summary>The image files of a path.</summary>
public static class ImageFiles
{
    static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp", ".bmp" };

    /// <summary>The file itself, or a folder's images with those of its subfolders, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new InputException($"{path}: no such file or folder");
        var images = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => Extensions.Contains(Path.GetExtension(f)))
            .Order(StringComparer.Ordinal).ToArray();
        return images.Length > 0 ? images : throw new InputException($"{path}: no image in it ({string.Join(", ", Extensions.Order(StringComparer.Ordinal))})");
    }

    /// <summary>The bytes of a file that is within the limit: a larger one is not read.</summary>
    public static byte[] Read(string path, ImageLimits limits) => new FileInfo(path).Length is var length && length > limits.MaxBytes
        ? throw new ImageException($"{length:N0} bytes; the limit is {limits.MaxBytes:N0}")
        : File.ReadAllBytes(path);
}
