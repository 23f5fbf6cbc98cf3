namespace Platform.Inference.Bulk;

/// <summary>Writes the images of one shard, in order, to a path that is not yet its final one.</summary>
public interface IShardWriter : IDisposable
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
    public static string Extension(BulkFormat format) => format == BulkFormat.WebDataset ? ".tar" : "";

    public static IShardWriter Create(string path, BulkSettings settings) =>
        settings.Format switch
        {
            BulkFormat.WebDataset => new TarShard(path, settings.ImageFormat!.Value),
            BulkFormat.Folder => new FolderShard(path, settings.ImageFormat!.Value),
            _ => new PackedShard(path, settings),
        };
}
