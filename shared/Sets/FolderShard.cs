using System.Text;
using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Shared.Sets;

/// <summary>
/// A shard as a folder of image files with metadata.jsonl. huggingface.co/docs/datasets/image_dataset, "ImageFolder".
/// </summary>
sealed class FolderShard(string path, EncodedFormat format) : IShardWriter
{
    public const string MetadataFile = "metadata.jsonl";
    readonly string extension = $"{format}".ToLowerInvariant();
    readonly StringBuilder metadata = new();
    readonly ContentHash hash = new();
    readonly DirectoryInfo folder = Directory.CreateDirectory(path);

    public void Add(EncodedImage image)
    {
        var name = $"{image.Record.Key}.{extension}";
        File.WriteAllBytes(Path.Combine(folder.FullName, name), image.Bytes);
        hash.Add(name, image.Bytes);
        metadata.Append(image.Record.ToMetadata(name));
    }

    public string Finish()
    {
        var bytes = Encoding.UTF8.GetBytes(metadata.ToString());
        File.WriteAllBytes(Path.Combine(folder.FullName, MetadataFile), bytes);
        hash.Add(MetadataFile, bytes);
        Durable.FlushTree(folder.FullName);
        return hash.Value;
    }

    public void Dispose() { }
}
