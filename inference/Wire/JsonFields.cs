using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Platform.Shared;

namespace Platform.Inference.Wire;

/// <summary>The fields of a JSON request, checked against its message; the first that is wrong is named.</summary>
/// <remarks>
/// The library that reads the message after this says of whatever is wrong that it "is not correctly formatted", and
/// takes fewer forms of base64 and of numbers than proto3's JSON. https://protobuf.dev/programming-guides/json/
/// </remarks>
static class JsonFields
{
    /// <summary>The same request in those forms of base64 and of numbers that the library reads.</summary>
    /// <exception cref="InputException">
    /// It is no JSON object, or has a field that the message does not have or cannot hold.
    /// </exception>
    public static ArraySegment<byte> Checked(ArraySegment<byte> json, MessageDescriptor message)
    {
        if (json.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        if (json.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            throw new InputException($"the body is empty; send a JSON object with {Names(message)}");
        try
        {
            return Checked(json, message, []);
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>Where JSON is none, and why.</summary>
    public static InputException Malformed(JsonException e) =>
        new(
            $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} of the JSON: "
                + $"{e.Message.Split(" LineNumber:")[0]}",
            e
        );

    static ArraySegment<byte> Checked(ArraySegment<byte> json, MessageDescriptor message, List<Edit> edits)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InputException($"the body must be a JSON object with {Names(message)}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader, "a field's name");
            var field =
                Find(message, name)
                ?? throw new InputException($"{name}: {message.Name} has no such field; it has {Names(message)}");
            reader.Read();
            if (Repaired(ref reader, field, name) is { } repaired)
                edits.Add(new((int)reader.TokenStartIndex, (int)reader.BytesConsumed, repaired));
        }
        while (reader.Read()) { } // what follows the object is malformed, too
        return edits.Count == 0 ? json : Edited(json, edits);
    }

    /// <summary>A field by the name that JSON or the proto gives it.</summary>
    public static FieldDescriptor? Find(MessageDescriptor message, string name) =>
        message.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name || f.Name == name);

    static string Names(MessageDescriptor message) =>
        string.Join(", ", message.Fields.InDeclarationOrder().Select(f => f.JsonName));

    /// <summary>Checks a value.</summary>
    /// <returns>the JSON to put in its place, so that the library reads it; null where it does already</returns>
    static byte[]? Repaired(ref Utf8JsonReader reader, FieldDescriptor field, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null; // the field's default
        if (field.FieldType == FieldType.Bytes)
            return Base64Text.Of(ref reader, name);
        if (field.FieldType is FieldType.Float or FieldType.Double)
            return JsonNumbers.Real(ref reader, name);
        var wrong = (field.FieldType, reader.TokenType) switch
        {
            (FieldType.String, JsonTokenType.String) => Text(ref reader, name) is null ? "a string" : null,
            (FieldType.String, _) => "a string",
            (FieldType.Bool, JsonTokenType.True or JsonTokenType.False) => null,
            (FieldType.Bool, _) => "true or false",
            (FieldType.Enum, _) => IsValue(ref reader, field.EnumType, name)
                ? null
                : string.Join(" or ", field.EnumType.Values.Select(v => v.Name)),
            _ => "",
        };
        if (wrong is "")
            return JsonNumbers.Whole(ref reader, field.FieldType, name);
        return wrong is null ? null : throw new InputException($"{name}: must be {wrong}");
    }

    static bool IsValue(ref Utf8JsonReader reader, EnumDescriptor type, string name) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.TryGetInt32(out _)
            : reader.TokenType == JsonTokenType.String && type.FindValueByName(Text(ref reader, name)) is not null;

    /// <exception cref="InputException">The string is not UTF-8, or half of a surrogate pair.</exception>
    public static string Text(ref Utf8JsonReader reader, string name)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"{name}: not UTF-8", e);
        }
    }

    /// <param name="Start">index of the first byte that goes</param>
    /// <param name="End">index behind the last one</param>
    /// <param name="Json">what comes in their place</param>
    sealed record Edit(int Start, int End, byte[] Json);

    static ArraySegment<byte> Edited(ArraySegment<byte> json, List<Edit> edits)
    {
        using var edited = new MemoryStream(json.Count + 8);
        var at = 0;
        foreach (var (start, end, replacement) in edits)
        {
            edited.Write(json.AsSpan(at, start - at));
            edited.Write(replacement);
            at = end;
        }
        edited.Write(json.AsSpan(at));
        return new(edited.GetBuffer(), 0, (int)edited.Length);
    }
}
