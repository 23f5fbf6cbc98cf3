namespace Platform.Shared.Files;

/// <summary>
/// The right to do something, as an exclusive lock on a file. The kernel lets go of it with its process, however that
/// ends; where a file system has no locks across machines, it holds within each.
/// </summary>
public sealed class FileLock : IDisposable
{
    const int WouldBlock = 11,
        SharingViolation = unchecked((int)0x80070020); // errno.h of Linux; winerror.h

    /// <summary>The locked file, for a word to who finds it.</summary>
    public FileStream Stream { get; }

    FileLock(FileStream stream) => Stream = stream;

    /// <param name="deletes">the file goes with the lock</param>
    /// <returns>null while another holds it</returns>
    /// <exception cref="IOException">The file cannot be made, for another reason than a lock.</exception>
    public static FileLock? Try(string path, bool deletes = false, FileMode mode = FileMode.OpenOrCreate)
    {
        var options = deletes ? FileOptions.DeleteOnClose : FileOptions.None;
        try
        {
            return new(new(path, mode, FileAccess.ReadWrite, FileShare.None, 1, options));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a process that lives holds a lock. Looks by reading, so that it can tell in a folder that cannot be
    /// written.
    /// </summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e)
            when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => Stream.Dispose();

    static bool IsHeld(IOException e) => e.HResult is WouldBlock or SharingViolation;
}
