namespace Platform.Shared.Files;

/// <summary>
/// A file that is being written under a hidden name beside its own. <see cref="Commit"/> flushes it to disk and gives
/// it its name; disposing drops what was not committed.
/// </summary>
public sealed class PendingFile : IDisposable
{
    readonly string target;

    /// <summary>To write into, by this object's user alone.</summary>
    public FileStream Stream { get; }

    /// <summary>Where the content lies until it is committed.</summary>
    public string Path { get; }

    /// <param name="mode">who may read it; null for what the process gives to new files</param>
    public PendingFile(string target, UnixFileMode? mode = null)
    {
        this.target = target;
        PartialFiles.RemoveAbandoned(target);
        Path = PartialFiles.NameFor(target);
        // over what a process of the same number left, as the first one of a container does
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        Stream = new(Path, options);
        if (mode is { } wanted && !OperatingSystem.IsWindows()) // also where the umask is stricter
            File.SetUnixFileMode(Stream.SafeFileHandle, wanted);
        FaultPoint.At(FaultPoint.FileBegun);
    }

    /// <exception cref="IOException">The disk is full, or a file is in the place that must be free.</exception>
    public void Commit(bool overwrite = true)
    {
        FaultPoint.At(FaultPoint.FileWritten);
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        FaultPoint.At(FaultPoint.FileFlushed);
        File.Move(Path, target, overwrite);
        FaultPoint.At(FaultPoint.FileRenamed);
        Durable.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException) // what could not be written is dropped anyway
        {
            Stream.SafeFileHandle.Dispose();
        }
        finally
        {
            File.Delete(Path);
        }
    }
}
