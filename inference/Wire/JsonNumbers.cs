using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Platform.Shared;

namespace Platform.Inference.Wire;

/// <summary>Numbers in JSON: proto3 takes them as strings, too, and whole ones as 1.0 or 1e0.</summary>
static class JsonNumbers
{
    /// <returns>the number as the library reads it; null where it is written so already</returns>
    /// <exception cref="InputException">The value is no whole number within the range of its type.</exception>
    public static byte[]? Whole(ref Utf8JsonReader reader, FieldType type, string name)
    {
        var (least, most) = type switch
        {
            FieldType.Int32 => ((decimal)int.MinValue, (decimal)int.MaxValue),
            FieldType.Int64 => (long.MinValue, long.MaxValue),
            FieldType.UInt64 => (ulong.MinValue, ulong.MaxValue),
            _ => throw new NotSupportedException($"{name}: {type} is not checked yet"),
        };
        var text = Text(ref reader, name);
        if (!Numbers.TryParse(text, out decimal value) || !decimal.IsInteger(value) || value < least || value > most)
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"{name}: must be a whole number from {least} to {most}")
            );
        var whole = value.ToString("0", CultureInfo.InvariantCulture);
        return reader.TokenType == JsonTokenType.Number && text == whole ? null : Encoding.UTF8.GetBytes(whole);
    }

    /// <returns>the number as the library reads it; null where it is written so already</returns>
    /// <exception cref="InputException">The value is no number.</exception>
    public static byte[]? Real(ref Utf8JsonReader reader, string name)
    {
        var text = Text(ref reader, name);
        if (reader.TokenType == JsonTokenType.String && text is "NaN" or "Infinity" or "-Infinity")
            return null;
        if (!Numbers.TryParse(text, out double value))
            throw new InputException($"{name}: must be a number, such as 0.7");
        return reader.TokenType == JsonTokenType.Number
            ? null
            : Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));
    }

    static string Text(ref Utf8JsonReader reader, string name) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.String => JsonFields.Text(ref reader, name),
            _ => "",
        };
}
