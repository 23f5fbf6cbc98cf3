using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>Writes the images of one shard, in order, to a path that is not yet its final one.</summary>
interface IShardWriter : IDisposable
{
    void Add(EncodedImage image);

    /// <summary>Ends the shard and brings it to the disk.</summary>
    /// <returns>what <see cref="ContentHash.Of"/> must find there</returns>
    string Finish();
}

/// <summary>The layouts of a data set. A new one is a writer and a row here.</summary>
static class ShardFormats
{
    /// <summary>Behind the shard's name.</summary>
    public static string Extension(SyntheticFormat format) => format == SyntheticFormat.WebDataset ? ".tar" : "";

    public static IShardWriter Create(string path, SyntheticSettings settings) =>
        settings.Format switch
        {
            SyntheticFormat.WebDataset => new TarShard(path, settings.ImageFormat!.Value),
            SyntheticFormat.Folder => new FolderShard(path, settings.ImageFormat!.Value),
            _ => new PackedShard(path, settings),
        };
}
