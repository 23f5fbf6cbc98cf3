namespace Platform.Shared.Files;

/// <summary>
/// A file that is there whole or not at all: written under a hidden name beside it, flushed, renamed.
/// </summary>
public static class AtomicFile
{
    /// <summary>Takes the place of a file that we wrote.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    /// <param name="write">writes the content; what it throws leaves the file as it was</param>
    /// <param name="mode">who may read it; null for what the process gives to new files</param>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null)
    {
        using var file = new PendingFile(path, mode);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>
    /// Writes a file that a user named, where one of the user's own may lie; one with the same content stays.
    /// </summary>
    /// <param name="option">that names it</param>
    /// <exception cref="InputException">Another file is there, or the folder is not.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content, string option)
    {
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path)))
            return;
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
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new InputException($"{option} {path}: no folder {Path.GetDirectoryName(path)}");
    }

    static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        using var file = new PendingFile(path);
        file.Stream.Write(content);
        file.Commit(overwrite);
    }
}
