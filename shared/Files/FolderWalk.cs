using System.IO.Enumeration;
using Platform.Shared.Imaging;

namespace Platform.Shared.Files;

/// <summary>The walk behind <see cref="ImageFolder"/>.</summary>
sealed class FolderWalk(IReadOnlyList<string> also)
{
    const int MostLinks = 40; // as Linux resolves in one path
    static readonly string[] Leftovers = ["__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini"];
    static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };
    readonly HashSet<string> entered = new(StringComparer.Ordinal); // real paths of the folders above

    public List<FolderFile> Images { get; } = [];
    public List<UnusableFile> Unusable { get; } = [];
    public List<FolderFile> Others { get; } = [];

    /// <exception cref="InputException">The folder itself cannot be read.</exception>
    public void Enter(string folder)
    {
        try
        {
            Enter(folder, "", Real(System.IO.Path.GetFullPath(folder)) ?? folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InputException($"{folder}: {ImageFile.Reason(e)}", e);
        }
    }

    void Enter(string folder, string name, string real)
    {
        if (!entered.Add(real))
            return;
        var entries = new FileSystemEnumerable<(string Name, bool Folder, bool Link, long Length)>(
            folder,
            (ref FileSystemEntry e) =>
                (e.FileName.ToString(), e.IsDirectory, (e.Attributes & FileAttributes.ReparsePoint) != 0, e.Length),
            Everything
        );
        foreach (var entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry.Name.StartsWith('.') || Leftovers.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
                continue;
            var file = new FolderFile(
                System.IO.Path.Combine(folder, entry.Name),
                name == "" ? entry.Name : $"{name}/{entry.Name}"
            );
            if (entry.Link)
                AddLink(file, real);
            else if (entry.Folder)
                AddFolder(file, System.IO.Path.Combine(real, entry.Name));
            else
                AddFile(file, entry.Length);
        }
        entered.Remove(real);
    }

    void AddLink(FolderFile file, string parent)
    {
        var target = Real(System.IO.Path.Combine(parent, System.IO.Path.GetFileName(file.Path)));
        if (target is null)
            Refuse(file, "a link that leads back to itself");
        else if (Directory.Exists(target))
            AddFolder(file, target);
        else if (File.Exists(target))
            AddFile(file, new FileInfo(target).Length);
        else if (IsOther(file))
            Others.Add(file);
        else
            Refuse(file, IsUndecoded(file) ? ImageFile.NotUtf8 : "a link to a file that is not there");
    }

    void AddFolder(FolderFile file, string real)
    {
        try
        {
            Enter(file.Path, file.Name, real);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            entered.Remove(real);
            Unusable.Add(
                new(file, IsUndecoded(file) ? ImageFile.NotUtf8 : $"the folder cannot be read: {ImageFile.Reason(e)}")
                {
                    IsFolder = true,
                }
            );
        }
    }

    void AddFile(FolderFile file, long length)
    {
        if (IsOther(file))
            Others.Add(file);
        else if (IsUndecoded(file) && !File.Exists(file.Path))
            Refuse(file, ImageFile.NotUtf8);
        else if (ImageFormats.IsUnreadable(file.Name) && !IsAlso(file))
            Refuse(file, $"not a {ImageFormats.Names} image");
        else if (length == 0)
            Refuse(file, "the file is empty");
        else
            Images.Add(file);
    }

    bool IsAlso(FolderFile file) =>
        also.Contains(System.IO.Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase);

    void Refuse(FolderFile file, string reason) => Unusable.Add(new(file, reason));

    /// <summary>
    /// By its name; a file without an extension may be an image, as scanners and archives write them.
    /// </summary>
    static bool IsOther(FolderFile file) =>
        !ImageFormats.IsReadable(file.Name)
        && !ImageFormats.IsUnreadable(file.Name)
        && (System.IO.Path.HasExtension(file.Name) || !ImageFile.LooksLikeImage(file.Path));

    /// <summary>.NET puts U+FFFD for the bytes of a name that are not UTF-8, and finds the file no more.</summary>
    static bool IsUndecoded(FolderFile file) => file.Name.Contains('\uFFFD');

    /// <summary>The path without links in it; null for links that lead back to themselves.</summary>
    static string? Real(string path)
    {
        for (var links = 0; links <= MostLinks; links++)
        {
            if (FirstLink(path) is not { } link)
                return path;
            var target = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(link.At)!, link.Target);
            path = System.IO.Path.GetFullPath(target + path[link.At.Length..]);
        }
        return null;
    }

    static (string At, string Target)? FirstLink(string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var at = end < 0 ? path : path[..end];
            if (new FileInfo(at).LinkTarget is { } target)
                return (at, target);
            if (end < 0)
                return null;
        }
    }
}
