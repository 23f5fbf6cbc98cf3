using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Inference.Bulk;

/// <summary>
/// dataset.json: what a complete data set holds, written when its last shard is there. The same bytes whoever writes
/// it.
/// </summary>
/// <param name="ImagesSha256">
/// list hash of the shards' <see cref="ShardRecord.ImagesSha256"/>: names every image of the set
/// </param>
/// <param name="Sha256">list hash of the shards' SHA-256: names every byte of the set</param>
public sealed record DataSet(
    BulkSettings Settings,
    long Images,
    long Bytes,
    string ImagesSha256,
    string Sha256,
    Tally Seen,
    IReadOnlyList<ShardRecord> Shards
)
{
    public const string FileName = "dataset.json";

    public static DataSet Of(BulkSettings settings, IReadOnlyList<ShardRecord> shards) =>
        new(
            settings,
            shards.Sum(s => (long)s.Images),
            shards.Sum(s => s.Bytes),
            ShardRecord.ListHash(shards.Select(s => s.ImagesSha256)),
            ShardRecord.ListHash(shards.Select(s => s.Sha256)),
            shards.Aggregate(new Tally(), (a, s) => a + s.Seen),
            shards
        );

    public string ToJson() => JsonSerializer.Serialize(this, BulkSettings.Json) + "\n";

    /// <summary>Whether a folder holds such a file, of this kind and not of another.</summary>
    public static bool IsIn(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                && JsonNode.Parse(File.ReadAllText(file)) is JsonObject found
                && found["imagesSha256"] is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static DataSet Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<DataSet>(File.ReadAllText(file), BulkSettings.Json)!;
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: damaged ({JsonFault.Of(e)}); run sample again with --verify", e);
        }
    }

    /// <summary>Reads every shard of a set again and compares it with what dataset.json says.</summary>
    /// <exception cref="InputException">A shard is missing or changed, or the file's own hashes do not fit.</exception>
    public static DataSet Verify(string folder, Action<long> report, CancellationToken cancel)
    {
        var (file, set) = (Path.Combine(folder, FileName), Read(folder));
        if (
            Of(set.Settings, set.Shards) is var sums
            && (sums.Sha256, sums.ImagesSha256, sums.Images, sums.Bytes, sums.Seen)
                != (set.Sha256, set.ImagesSha256, set.Images, set.Bytes, set.Seen)
        )
            throw new InputException($"{file}: its sums are not those of its shards; run sample again with --verify");
        var done = 0L;
        foreach (var shard in set.Shards)
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, shard.Name + ShardFormats.Extension(set.Settings.Format));
            if (ContentHash.Length(path) < 0)
                throw new InputException($"{path}: missing; run sample again with --verify");
            if (ContentHash.Of(path) != shard.Sha256)
                throw new InputException(
                    $"{path}: its SHA-256 is not the one in {FileName}; run sample again with --verify"
                );
            report(done += shard.Images);
        }
        return set;
    }
}
