using System.Buffers.Text;
using System.Text.Json;
using Platform.Shared;

namespace Platform.Inference.Wire;

/// <summary>
/// Bytes in JSON: base64 of either alphabet (RFC 4648, sections 4 and 5), padded or not, or a data: URL of it.
/// </summary>
static class Base64Text
{
    const string Forms = "send standard or URL-safe base64, or a data: URL of it";

    /// <summary>Null where the string is standard base64 already, else the same bytes as a string of it.</summary>
    /// <exception cref="InputException">The value is no string, or none of those forms.</exception>
    public static byte[]? Of(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new InputException($"{name}: must be a string; {Forms}");
        if (!reader.ValueIsEscaped && Base64.IsValid(reader.ValueSpan))
            return null;
        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return Standard(text.AsSpan(0, reader.CopyString(text)), name);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"{name}: not base64; {Forms}", e);
        }
    }

    static byte[] Standard(ReadOnlySpan<byte> text, string name)
    {
        if (text.StartsWith("data:"u8))
            text = Data(text, name);
        var standard = new byte[text.Length + 5]; // with its quotes, and up to three of padding
        standard[0] = (byte)'"';
        var length = 1;
        foreach (var c in text)
            if (!char.IsWhiteSpace((char)c))
                standard[length++] = c switch
                {
                    (byte)'-' => (byte)'+',
                    (byte)'_' => (byte)'/',
                    _ => c,
                };
        while (standard[length - 1] == '=')
            length--;
        while ((length - 1) % 4 > 1)
            standard[length++] = (byte)'=';
        if (!Base64.IsValid(standard.AsSpan(1, length - 1)))
            throw new InputException($"{name}: not base64; {Forms}");
        standard[length++] = (byte)'"';
        return standard[..length];
    }

    /// <summary>What follows the comma. RFC 2397.</summary>
    static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> url, string name)
    {
        var comma = url.IndexOf((byte)',');
        return comma > 0 && url[..comma].EndsWith(";base64"u8)
            ? url[(comma + 1)..]
            : throw new InputException($"{name}: a data: URL without ';base64,'; {Forms}");
    }
}
