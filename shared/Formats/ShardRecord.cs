using System.Security.Cryptography;

namespace Platform.Shared.Formats;

/// <summary>shards/000042.json: what a complete shard holds, written after the shard.</summary>
/// <param name="First">index of its first image</param>
/// <param name="Bytes">on disk</param>
/// <param name="Sha256">of the shard: of its file, or of its folder's list of files</param>
/// <param name="ImagesSha256">
/// of its images' SHA-256 values, 32 bytes each, in order: the same in every layout of the same image format
/// </param>
public sealed record ShardRecord(
    string Name,
    long First,
    int Images,
    long Bytes,
    string Sha256,
    string ImagesSha256,
    Tally Seen
)
{
    /// <summary>Folder of the records within the set.</summary>
    public const string Folder = "shards";

    static readonly FileContract Contract = new("synthetic set shard", 1, "generate or sample");

    public string ToJson() => Contract.Text(this, SyntheticSettings.Json);

    /// <summary>Null where the file is missing or no such record: then its shard is not known to be complete.</summary>
    public static ShardRecord? Find(string file)
    {
        try
        {
            return File.Exists(file) ? Contract.Read<ShardRecord>(file, SyntheticSettings.Json) : null;
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>A list hash: of hashes, given as hexadecimal text, in order.</summary>
    public static string ListHash(IEnumerable<string> hashes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var value in hashes)
            hash.AppendData(Convert.FromHexString(value));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
