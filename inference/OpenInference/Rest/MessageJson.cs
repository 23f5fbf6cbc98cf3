using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>
/// A message as Triton writes it: fields by their names in the .proto, all of them, 64-bit integers as numbers.
/// </summary>
/// <remarks>The library's own writer makes strings of 64-bit integers, as proto3's JSON mapping has it.</remarks>
static class MessageJson
{
    public static ReadOnlyMemory<byte> Of(IMessage message) => JsonBytes.Of(writer => Write(writer, message));

    public static void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.HasPresence && !field.Accessor.HasValue(message))
                continue;
            writer.WritePropertyName(field.Name);
            var value = field.Accessor.GetValue(message);
            if (field.IsMap)
                WriteMap(writer, field, (IDictionary)value);
            else if (field.IsRepeated)
                WriteList(writer, field, (IList)value);
            else
                WriteOne(writer, field, value);
        }
        writer.WriteEndObject();
    }

    static void WriteMap(Utf8JsonWriter writer, FieldDescriptor field, IDictionary map)
    {
        var type = field.MessageType.FindFieldByName("value");
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            writer.WritePropertyName(FormattableString.Invariant($"{entry.Key}"));
            WriteOne(writer, type, entry.Value!);
        }
        writer.WriteEndObject();
    }

    static void WriteList(Utf8JsonWriter writer, FieldDescriptor field, IList list)
    {
        writer.WriteStartArray();
        foreach (var value in list)
            WriteOne(writer, field, value);
        writer.WriteEndArray();
    }

    static void WriteOne(Utf8JsonWriter writer, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message:
                Write(writer, message);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case Enum number:
                writer.WriteStringValue(field.EnumType.FindValueByNumber(Convert.ToInt32(number))!.Name);
                break;
            case int or uint or long or ulong:
                writer.WriteRawValue(FormattableString.Invariant($"{value}"));
                break;
            default:
                throw new NotSupportedException($"{field.FullName}: {field.FieldType} is not written yet");
        }
    }
}
