using System.Runtime.InteropServices;

namespace Platform.Training.Experiments;

/// <summary>
/// The right to make a stage: an exclusive lock on a file of its folder. The stage's own process inherits it, so that
/// it holds as long as either lives: where the experiment was killed, another waits for the orphan to end. The kernel
/// lets go of it.
/// </summary>
public sealed partial class StageLock : IDisposable
{
    const int ReadWrite = 2,
        Exclusive = 2,
        NonBlocking = 4; // O_RDWR; LOCK_EX, LOCK_NB
    readonly int descriptor;
    readonly FileStream? stream;

    StageLock(int descriptor, FileStream? stream) => (this.descriptor, this.stream) = (descriptor, stream);

    /// <summary>null where another process has it.</summary>
    public static StageLock? TryTake(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "lock");
        if (OperatingSystem.IsWindows())
        {
            try
            {
                return new(-1, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                return null;
            }
        }
        if (!File.Exists(path))
            File.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
        var descriptor = Open(path, ReadWrite); // without O_CLOEXEC, which .NET's own streams set
        if (descriptor < 0)
            throw new IOException($"{path}: cannot be opened");
        if (Flock(descriptor, Exclusive | NonBlocking) == 0)
            return new(descriptor, null);
        _ = Close(descriptor);
        return null;
    }

    public void Dispose()
    {
        stream?.Dispose();
        if (descriptor >= 0)
            _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Flock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
