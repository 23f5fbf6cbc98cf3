using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared.Imaging;

namespace Platform.Inference.Bulk;

/// <summary>Where an image comes from: enough to draw it again.</summary>
/// <param name="Attempt">which draw of this index was kept, from 0</param>
/// <param name="Sha256">of the image file, or of the packed pixels</param>
/// <param name="Class">to the bundle's own classifier, where a class was asked for</param>
public sealed record ImageRecord(string Key, ulong Seed, long Index, uint Attempt, float Psi, string Bundle, string BundleSha256, string Sha256,
    string? Class, float? Probability, string IntendedUse)
{
    static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Line);

    /// <summary>A line of metadata.jsonl, as the imagefolder loader of Hugging Face reads it.</summary>
    public string ToMetadata(string fileName)
    {
        var node = JsonSerializer.SerializeToNode(this, Line)!.AsObject();
        node.Insert(0, "file_name", fileName);
        return node.ToJsonString(Line) + "\n";
    }
}

/// <summary>An image as a shard holds it.</summary>
/// <param name="Bytes">the file, or uint8 [S, S, 3] where pixels are packed</param>
public sealed record EncodedImage(ImageRecord Record, byte[] Bytes, Tally Seen)
{
    public static EncodedImage Of(DrawnImage drawn, BulkSettings settings)
    {
        var bytes = settings.ImageFormat is { } format ? ImageEncoder.Encode(format, drawn.Pixels, settings.Side, settings.Side) : drawn.Pixels;
        return new(new($"{settings.Seed}-{drawn.Index:D10}", settings.Seed, drawn.Index, drawn.Attempt, drawn.Psi, settings.Bundle, settings.BundleSha256,
            Convert.ToHexStringLower(SHA256.HashData(bytes)), drawn.Class, drawn.Probability, settings.IntendedUse), bytes, drawn.Seen);
    }
}
