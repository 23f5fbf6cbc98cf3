using Platform.Shared.Files;

namespace Platform.Shared.Sets;

/// <summary>
/// A lock on a shard, held while it is drawn, so that two processes given the same shard do not both draw it.
/// </summary>
/// <remarks>
/// The kernel drops it with its process, however that ends. Where a file system has no locks across hosts the work is
/// done twice, never the result: both rename the same bytes to the same name.
/// </remarks>
sealed class ShardClaim : IDisposable
{
    readonly FileLock held;

    ShardClaim(FileLock held) => this.held = held;

    /// <summary>Null while another process holds it.</summary>
    public static ShardClaim? Try(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return FileLock.Try(path, deletes: true) is { } held ? new(held) : null;
        }
        catch (DirectoryNotFoundException) // a process that found the set complete removed it just now
        {
            return null;
        }
        catch (IOException e) when (File.Exists(path) && !DiskSpace.IsFull(e))
        {
            return null;
        }
    }

    public void Dispose() => held.Dispose();
}
