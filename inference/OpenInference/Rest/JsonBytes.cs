using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>JSON as the bytes of an answer.</summary>
static class JsonBytes
{
    /// <summary>What is sent is said to be JSON and nothing else, so that only what JSON needs is escaped.</summary>
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            write(writer);
        return buffer.WrittenMemory;
    }
}
