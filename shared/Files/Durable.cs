using System.Runtime.InteropServices;

namespace Platform.Shared.Files;

/// <summary>
/// Brings files and folder entries to the disk, so that a rename is not seen after a power cut without what it names.
/// </summary>
static partial class Durable
{
    public static void FlushTree(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            FlushFile(file);
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
            FlushFolder(inner);
    }

    static void FlushFile(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Flush(path);
            return;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Windows keeps the entries of its folders in a journal.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
            Flush(folder);
    }

    /// <summary>
    /// .NET opens no folders, and flushes no file that is opened for reading: the C library does both.
    /// </summary>
    static void Flush(string path)
    {
        var descriptor = Open(path, 0); // O_RDONLY
        if (descriptor < 0)
            throw new IOException($"{path}: cannot be opened to flush it");
        try
        {
            if (Fsync(descriptor) != 0)
                throw new IOException($"{path}: cannot be flushed to disk");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
