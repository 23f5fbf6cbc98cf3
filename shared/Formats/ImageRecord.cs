using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Shared.Formats;

/// <summary>
/// Where an image of a synthetic set comes from: enough to draw it again. A file beside the image in a tar file, else a
/// line of metadata.jsonl.
/// </summary>
/// <param name="Attempt">which draw of this index was kept, from 0</param>
/// <param name="Bundle">name and version; null where the generator is of a training run</param>
/// <param name="Run">of the generator; null where it is of a bundle</param>
/// <param name="Sha256">of the image file, or of the packed pixels</param>
/// <param name="Class">to the bundle's own classifier, where a class was asked for</param>
sealed record ImageRecord(
    string Key,
    ulong Seed,
    long Index,
    uint Attempt,
    float Psi,
    string? Bundle,
    string? BundleSha256,
    string? Run,
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
        if (Bundle is not null)
            json.WriteString("bundle", Bundle);
        if (BundleSha256 is not null)
            json.WriteString("bundleSha256", BundleSha256);
        if (Run is not null)
            json.WriteString("run", Run);
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
