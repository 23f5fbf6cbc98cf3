using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Platform.Inference.Wire;
using Platform.Shared;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>
/// A tensor's elements in JSON, flat or nested, row by row; read as raw: little-endian, BYTES behind their lengths.
/// </summary>
/// <remarks>
/// A photograph is no text, so that an element of BYTES is base64, as for MLServer's content type of that name:
/// standard or URL-safe, padded or not, or a data: URL.
/// </remarks>
static class TensorJson
{
    /// <param name="data">at its value</param>
    /// <param name="what">whose data they are</param>
    /// <param name="most">bytes</param>
    /// <exception cref="InputException">They are no array of such elements, or too many.</exception>
    public static ByteString Read(ref Utf8JsonReader data, string datatype, string what, int most)
    {
        JsonReading.StartArray(ref data, $"{what}: data");
        var raw = new ArrayBufferWriter<byte>();
        for (var depth = 1; depth > 0 && data.Read(); )
            switch (data.TokenType)
            {
                case JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                default:
                    Add(raw, ref data, datatype, what);
                    if (raw.WrittenCount > most)
                        throw new InputException($"{what}: more than {most:N0} bytes");
                    break;
            }
        return UnsafeByteOperations.UnsafeWrap(raw.WrittenMemory);
    }

    static void Add(ArrayBufferWriter<byte> raw, ref Utf8JsonReader data, string datatype, string what)
    {
        if (datatype == "BYTES")
        {
            var element = Bytes(ref data, what);
            BinaryPrimitives.WriteUInt32LittleEndian(raw.GetSpan(4), (uint)element.Length);
            raw.Advance(4);
            raw.Write(element);
            return;
        }
        var isNumber = data.TokenType == JsonTokenType.Number;
        var to = raw.GetSpan(8);
        switch (datatype)
        {
            case "UINT8" when isNumber && data.TryGetByte(out var level):
                to[0] = level;
                raw.Advance(1);
                break;
            case "FP32" when isNumber && data.TryGetSingle(out var number):
                BinaryPrimitives.WriteSingleLittleEndian(to, number);
                raw.Advance(4);
                break;
            case "INT64" when isNumber && data.TryGetInt64(out var signed):
                BinaryPrimitives.WriteInt64LittleEndian(to, signed);
                raw.Advance(8);
                break;
            case "UINT64" when isNumber && data.TryGetUInt64(out var unsigned):
                BinaryPrimitives.WriteUInt64LittleEndian(to, unsigned);
                raw.Advance(8);
                break;
            case "UINT8" or "FP32" or "INT64" or "UINT64":
                throw new InputException($"{what}: data: {Shown(ref data)} is no {datatype}");
            default:
                break; // the model says which datatypes it takes
        }
    }

    static ReadOnlySpan<byte> Bytes(ref Utf8JsonReader data, string what) =>
        Base64Text.Of(ref data, $"{what}: data") is { } quoted
            ? Convert.FromBase64String(Encoding.ASCII.GetString(quoted.AsSpan()[1..^1]))
            : data.GetBytesFromBase64();

    static string Shown(ref Utf8JsonReader data) =>
        data.TokenType == JsonTokenType.Number
            ? Encoding.UTF8.GetString(data.ValueSpan)
            : $"a {data.TokenType.ToString().ToLowerInvariant()}";
}
