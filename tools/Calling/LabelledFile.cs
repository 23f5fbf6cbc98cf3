using Platform.Shared;

namespace Platform.Tools.Calling;

/// <summary>Image files to send, with the class that their folder names, if it is one.</summary>
public sealed record LabelledFile(string Path, string? Label)
{
    static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>One image; the images of a folder; or those of a folder per class.</summary>
    public static IReadOnlyList<LabelledFile> Find(string path)
    {
        if (File.Exists(path)) return [new(path, null)];
        if (!Directory.Exists(path)) throw new InputException($"{path}: no such file or folder");
        LabelledFile[] files =
        [
            .. Images(path).Select(f => new LabelledFile(f, null)),
            .. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).SelectMany(d => Images(d).Select(f => new LabelledFile(f, System.IO.Path.GetFileName(d)))),
        ];
        return files.Length > 0 ? files : throw new InputException($"{path}: no images in it ({string.Join(" ", Extensions)})");
    }

    static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(folder).Where(f => Extensions.Contains(System.IO.Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal);
}
