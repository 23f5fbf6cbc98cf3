using System.Text;
using System.Text.Json;
using Platform.Shared.Files;

namespace Platform.Inference.Bulk;

/// <summary>
/// A shard as a data folder of the training phase: pixels.SIDE.bin, manifest.csv, dataset.json; with metadata.jsonl
/// beside them.
/// </summary>
public sealed class PackedShard : IShardWriter
{
    readonly string path;
    readonly BulkSettings settings;
    readonly FileStream pixels;
    readonly StringBuilder metadata = new(),
        manifest = new("image,source,lesion,label,split,sha256,width,height\n");
    int images;

    public PackedShard(string path, BulkSettings settings)
    {
        (this.path, this.settings) = (path, settings);
        Directory.CreateDirectory(path);
        pixels = new(
            Path.Combine(path, $"pixels.{settings.Side}.bin"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.Read,
            1 << 16
        );
    }

    public void Add(EncodedImage image)
    {
        pixels.Write(image.Bytes);
        var (key, label) = (image.Record.Key, image.Record.Class ?? "");
        manifest.Append(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{key},synthetic,{key},{label},train,{image.Record.Sha256},{settings.Side},{settings.Side}\n"
        );
        metadata.Append(image.Record.ToMetadata(Path.GetFileName(pixels.Name)));
        images++;
    }

    public string Finish()
    {
        pixels.Dispose();
        File.WriteAllText(Path.Combine(path, FolderShard.MetadataFile), metadata.ToString());
        File.WriteAllText(Path.Combine(path, "manifest.csv"), manifest.ToString());
        File.WriteAllText(
            Path.Combine(path, DataSet.FileName),
            JsonSerializer.Serialize(
                new
                {
                    schema = 1,
                    name = "synthetic",
                    sides = new[] { settings.Side },
                    classes = settings.Classes?.Keys.ToArray() ?? [],
                    split = "image",
                    test = 0.0,
                    seed = 0,
                    subset = (int?)null,
                    images,
                    rejected = 0,
                },
                JsonSerializerOptions.Web
            ) + "\n"
        );
        Durable.FlushTree(path);
        return ContentHash.Of(path);
    }

    public void Dispose()
    {
        try
        {
            pixels.Dispose();
        }
        catch (IOException)
        {
            pixels.SafeFileHandle.Dispose();
        }
    }
}
