using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Inference.Bulk;

/// <summary>What a complete shard holds.</summary>
/// <param name="First">index of its first image</param>
/// <param name="Bytes">on disk</param>
/// <param name="Sha256">of the shard, as <see cref="ContentHash"/> has it</param>
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
    public string ToJson() => JsonSerializer.Serialize(this, BulkSettings.Json) + "\n";

    /// <summary>Null where the text is not a record.</summary>
    public static ShardRecord? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ShardRecord>(text, BulkSettings.Json);
        }
        catch (JsonException)
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
