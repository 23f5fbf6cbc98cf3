using System.Runtime.InteropServices;

namespace Platform.Shared.Bundles;

/// <summary>Brings files and folder entries to the disk, so that a rename is not seen after a power cut without what it names.</summary>
public static partial class Durable
{
    public static void FlushTree(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder)) FlushFolder(inner);
    }

    /// <summary>.NET opens no directories, so this goes to the C library; Windows keeps its entries in a journal.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);                  // O_RDONLY
        if (descriptor < 0) throw new IOException($"{folder}: cannot be opened to flush it");
        try
        {
            if (Fsync(descriptor) != 0) throw new IOException($"{folder}: cannot be flushed to disk");
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
