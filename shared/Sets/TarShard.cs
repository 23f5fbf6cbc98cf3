using System.Formats.Tar;
using System.Security.Cryptography;
using Platform.Shared.Imaging;

namespace Platform.Shared.Sets;

/// <summary>
/// A shard of a WebDataset: KEY.png and KEY.json side by side in a tar file. github.com/webdataset/webdataset, "The
/// WebDataset Format".
/// </summary>
sealed class TarShard : IShardWriter
{
    const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    readonly FileStream file;
    readonly SHA256 hash = SHA256.Create();
    readonly CryptoStream hashed;
    readonly TarWriter tar;
    readonly string extension;

    public TarShard(string path, EncodedFormat format)
    {
        extension = $"{format}".ToLowerInvariant();
        file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        hashed = new(file, hash, CryptoStreamMode.Write, leaveOpen: true);
        tar = new(hashed, TarEntryFormat.Ustar, leaveOpen: true);
    }

    public void Add(EncodedImage image)
    {
        Entry(image.Record.Key, extension, image.Bytes);
        Entry(image.Record.Key, "json", image.Record.ToJson());
    }

    /// <summary>Without time, user or group: equal content is equal bytes.</summary>
    void Entry(string key, string kind, byte[] content) =>
        tar.WriteEntry(
            new UstarTarEntry(TarEntryType.RegularFile, $"{key}.{kind}")
            {
                Mode = Mode,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Uid = 0,
                Gid = 0,
                DataStream = new MemoryStream(content, writable: false),
            }
        );

    public string Finish()
    {
        tar.Dispose();
        hashed.FlushFinalBlock();
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>Also after a failure, such as a full disk, which the streams meet again when they are closed.</summary>
    public void Dispose()
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            file.SafeFileHandle.Dispose();
        }
        hash.Dispose();
    }
}
