using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Shared.Imaging;

namespace Platform.Inference.Bulk;

/// <summary>Where an image comes from: enough to draw it again.</summary>
/// <param name="Attempt">which draw of this index was kept, from 0</param>
/// <param name="Sha256">of the image file, or of the packed pixels</param>
/// <param name="Class">to the bundle's own classifier, where a class was asked for</param>
public sealed record ImageRecord(
    string Key,
    ulong Seed,
    long Index,
    uint Attempt,
    float Psi,
    string Bundle,
    string BundleSha256,
    string Sha256,
    string? Class,
    float? Probability,
    string IntendedUse
)
{
    static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Written here and not by reflection, whose code for one small object would be compiled beside the first images.
    /// </summary>
    /// <param name="fileName">comes first, as file_name</param>
    public byte[] ToJson(string? fileName = null)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(text, Line);
        json.WriteStartObject();
        if (fileName is not null)
            json.WriteString("file_name", fileName);
        json.WriteString("key", Key);
        json.WriteNumber("seed", Seed);
        json.WriteNumber("index", Index);
        json.WriteNumber("attempt", Attempt);
        json.WriteNumber("psi", Psi);
        json.WriteString("bundle", Bundle);
        json.WriteString("bundleSha256", BundleSha256);
        json.WriteString("sha256", Sha256);
        if (Class is not null)
            json.WriteString("class", Class);
        if (Probability is { } probability)
            json.WriteNumber("probability", probability);
        json.WriteString("intendedUse", IntendedUse);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan.ToArray();
    }

    /// <summary>A line of metadata.jsonl, as the imagefolder loader of Hugging Face reads it.</summary>
    public string ToMetadata(string fileName) => Encoding.UTF8.GetString(ToJson(fileName)) + "\n";
}

/// <summary>An image as a shard holds it.</summary>
/// <param name="Bytes">the file, or uint8 [S, S, 3] where pixels are packed</param>
public sealed record EncodedImage(ImageRecord Record, byte[] Bytes, Tally Seen)
{
    public static EncodedImage Of(DrawnImage drawn, BulkSettings settings)
    {
        var bytes = settings.ImageFormat is { } format
            ? ImageEncoder.Encode(format, drawn.Pixels, settings.Side, settings.Side)
            : drawn.Pixels;
        return new(
            new(
                $"{settings.Seed}-{drawn.Index:D10}",
                settings.Seed,
                drawn.Index,
                drawn.Attempt,
                drawn.Psi,
                settings.Bundle,
                settings.BundleSha256,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                drawn.Class,
                drawn.Probability,
                settings.IntendedUse
            ),
            bytes,
            drawn.Seen
        );
    }
}
