namespace Platform.Shared.Files;

/// <summary>
/// A file that is there whole or not at all: written under a hidden name beside it, flushed, renamed.
/// </summary>
public static class WholeFile
{
    /// <summary>Takes the place of a file that we wrote.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    /// <summary>
    /// Writes a file that a user named, where one of the user's own may lie; one with the same content stays.
    /// </summary>
    /// <param name="option">that names it</param>
    /// <exception cref="InputException">Another file is there, or the folder is not.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content, string option)
    {
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path))) return;
        CheckFree(path, option);
        Write(path, content, overwrite: false);
    }

    /// <summary>For before the work: what must not be there when it is done.</summary>
    /// <exception cref="InputException">It is there already, or its folder is not.</exception>
    public static void CheckFree(string path, string option)
    {
        if (Path.Exists(path))
            throw new InputException($"{option} {path}: exists already; name another file, or delete it");
        CheckFolder(path, option);
    }

    /// <exception cref="InputException">The folder that the file is to lie in is not there.</exception>
    public static void CheckFolder(string path, string option)
    {
        if (!Directory.Exists(FolderOf(path)))
            throw new InputException($"{option} {path}: no folder {Path.GetDirectoryName(path)}");
    }

    static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var partial = Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.{Environment.ProcessId}.partial");
        try
        {
            using (var file = new FileStream(partial, FileMode.Create))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
