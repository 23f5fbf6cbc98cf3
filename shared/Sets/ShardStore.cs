using System.Text;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>
/// The folder of a synthetic set that is being drawn, by one process or by many: each shard is whole and recorded, or
/// absent.
/// </summary>
/// <remarks>
/// settings.json; shards as 000042.tar or 000042/; shards/000042.json, written after its shard, says that it is
/// complete; locks in .claims/; what is being written has a hidden name that says by which process of which machine.
/// </remarks>
public sealed class ShardStore
{
    public const string ClaimFolder = ".claims";
    readonly SyntheticSettings settings;

    public string Root { get; }

    ShardStore(string root, SyntheticSettings settings) => (Root, this.settings) = (root, settings);

    /// <exception cref="InputException">The folder holds a data set of other settings, or something else.</exception>
    public static ShardStore Open(string root, SyntheticSettings settings)
    {
        var file = Path.Combine(root, SyntheticSettings.FileName);
        if (!File.Exists(file) && File.Exists(Path.Combine(root, SyntheticSet.FileName)))
            throw new InputException(
                $"{Path.Combine(root, SyntheticSet.FileName)}: "
                    + (
                        SyntheticSetRecord.Read(root) is { IsComplete: null }
                            ? "made by an earlier release, which this one reads, but does not go on with; "
                                + "delete this folder, or give another --out"
                            : "this folder holds something else; give another --out"
                    )
            );
        Directory.CreateDirectory(root);
        if (
            Directory
                .EnumerateFiles(
                    root,
                    BundleManifest.FileName,
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }
                )
                .FirstOrDefault() is
            { } bundle
        )
            throw new InputException($"{bundle}: this folder holds a bundle; give another --out");
        if (Directory.EnumerateFileSystemEntries(root).FirstOrDefault(IsNamedAsOurs) is { } other && !File.Exists(file))
            throw new InputException(
                $"{other}: has the name of a part of a data set, and {root} holds none that was "
                    + $"begun (no {SyntheticSettings.FileName}); give another --out"
            );
        var store = new ShardStore(root, settings);
        if (!File.Exists(file))
            store.Write(SyntheticSettings.FileName, settings.ToJson());
        if (settings.DifferenceFrom(file) is { } difference)
            throw new InputException(
                $"{file}: {difference}; give the options that the data set was begun with, or another --out"
            );
        Directory.CreateDirectory(Path.Combine(root, ShardRecord.Folder));
        return store;
    }

    /// <summary>What a shard or the records would take the place of.</summary>
    static bool IsNamedAsOurs(string path) =>
        Path.GetFileName(path) == ShardRecord.Folder
        || Path.GetFileNameWithoutExtension(path) is { Length: >= 6 } name && name.All(char.IsAsciiDigit);

    public string PathOf(Shard shard) => Path.Combine(Root, shard.Name + ShardFormats.Extension(settings.Format));

    string RecordOf(Shard shard) => Path.Combine(ShardRecord.Folder, $"{shard.Name}.json");

    /// <summary>The record of a shard that is complete.</summary>
    /// <param name="verify">also read it and compare its hash</param>
    internal ShardRecord? Complete(Shard shard, bool verify = false)
    {
        var record = Path.Combine(Root, RecordOf(shard));
        if (ShardRecord.Find(record) is not { } found)
            return null;
        return
            found.First == shard.First
            && found.Images == shard.Images
            && ContentHash.Length(PathOf(shard)) == found.Bytes
            && (!verify || ContentHash.Of(PathOf(shard)) == found.Sha256)
            ? found
            : null;
    }

    /// <summary>Null while another process draws this shard.</summary>
    internal ShardClaim? Claim(Shard shard) => ShardClaim.Try(Path.Combine(Root, ClaimFolder, shard.Name));

    /// <summary>
    /// Removes the folder of locks with the files that killed processes left in it. A lock that is held stays: its
    /// process comes here after it.
    /// </summary>
    internal void RemoveClaims()
    {
        var folder = Path.Combine(Root, ClaimFolder);
        try
        {
            foreach (var left in Directory.EnumerateFiles(folder))
                ShardClaim.Try(left)?.Dispose();
            Directory.Delete(folder);
        }
        // not there, or another process's or user's lock in it
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>
    /// Where this process writes a shard before it is complete; what processes that were killed left of it is removed.
    /// </summary>
    internal string Partial(Shard shard)
    {
        foreach (var left in new DirectoryInfo(Root).EnumerateFileSystemInfos($".{shard.Name}.*.partial"))
            if (PartialFiles.IsAbandoned(left, ownToo: true))
                Delete(left.FullName);
        return Path.Combine(Root, $".{shard.Name}.{PartialFiles.Owner}");
    }

    /// <summary>Checks what was written, gives it its final name and records it.</summary>
    internal void Publish(Shard shard, string partial, ShardRecord record)
    {
        if (ContentHash.Of(partial) is var hash && hash != record.Sha256)
            throw new IOException(
                $"{partial}: SHA-256 {hash} on the disk, {record.Sha256} when it was written; check the disk"
            );
        var target = PathOf(shard);
        File.Delete(Path.Combine(Root, RecordOf(shard))); // so that no record ever stands for another shard
        if (File.Exists(partial))
            File.Move(partial, target, overwrite: true);
        else
        {
            Delete(target);
            Directory.Move(partial, target);
        }
        Durable.FlushFolder(Root);
        Write(RecordOf(shard), record.ToJson());
    }

    internal static void Delete(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
        else if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    internal void Write(string name, string text) =>
        AtomicFile.Write(Path.Combine(Root, name), Encoding.UTF8.GetBytes(text));
}
