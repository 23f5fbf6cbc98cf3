using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Tools.Calling;

/// <summary>Image files to send, with the class that their folder names, if it is one.</summary>
public sealed record LabelledFile(string Path, string? Label)
{
    /// <summary>One image; or the images of a folder and its subfolders, whose outermost names the class.</summary>
    /// <param name="unusable">takes what lies there and cannot be used, and why</param>
    public static IReadOnlyList<LabelledFile> Find(string path, Action<UnusableFile>? unusable = null)
    {
        if (File.Exists(path))
            return [new(path, null)];
        if (!Directory.Exists(path))
            throw new InputException($"{path}: no such file or folder");
        var folder = ImageFolder.Walk(path);
        if (folder.Images.Count == 0)
            throw new InputException($"{path}: no image in it; found {folder.Found}");
        if (unusable is not null)
            foreach (var file in folder.Unusable)
                unusable(file);
        return
        [
            .. folder.Images.Where(f => f.Folders.Count == 0).Select(f => new LabelledFile(f.Path, null)),
            .. folder.Images.Where(f => f.Folders.Count > 0).Select(f => new LabelledFile(f.Path, f.Folders[0])),
        ];
    }
}
