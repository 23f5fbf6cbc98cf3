using System.Text;
using Platform.Shared.Files;
using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>
/// A shard as a data folder of the training phase: pixels.SIDE.bin, manifest.csv, dataset.json; with metadata.jsonl
/// beside them.
/// </summary>
sealed class PackedShard : IShardWriter
{
    const string Name = "synthetic";
    readonly string path;
    readonly SyntheticSettings settings;
    readonly FileStream pixels;
    readonly StringBuilder metadata = new();
    readonly List<ManifestRow> rows = [];

    public PackedShard(string path, SyntheticSettings settings)
    {
        (this.path, this.settings) = (path, settings);
        Directory.CreateDirectory(path);
        pixels = new(
            Path.Combine(path, DataInfo.PixelFile(settings.Side)),
            FileMode.Create,
            FileAccess.Write,
            FileShare.Read,
            1 << 16
        );
    }

    public void Add(EncodedImage image)
    {
        pixels.Write(image.Bytes);
        var record = image.Record;
        rows.Add(
            new(
                record.Key,
                Name,
                Lesion: record.Key,
                record.Class ?? "",
                "train",
                record.Sha256,
                settings.Side,
                settings.Side
            )
        );
        metadata.Append(record.ToMetadata(Path.GetFileName(pixels.Name)));
    }

    public string Finish()
    {
        pixels.Dispose();
        File.WriteAllText(Path.Combine(path, FolderShard.MetadataFile), metadata.ToString());
        ManifestRow.Write(Path.Combine(path, ManifestRow.FileName), rows);
        var info = new DataInfo
        {
            Name = Name,
            Sides = [settings.Side],
            Classes = settings.Classes?.Keys.ToArray() ?? [],
            Split = SplitBy.Image,
            Test = 0,
            Seed = 0,
            Subset = null,
            Images = rows.Count,
            Rejected = 0,
            Fit = settings.Fit,
            Colour = settings.Colour,
        };
        info.Write(path);
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
