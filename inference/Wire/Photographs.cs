using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Platform.Inference.Wire;

/// <summary>
/// A photograph as the body of a call, as curl --data-binary @photo.jpg sends it; the other fields are parameters.
/// </summary>
static class Photographs
{
    /// <summary>The field that it is of a request; null where the call takes no photograph.</summary>
    public static FieldDescriptor? Field(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().FirstOrDefault(f => f is { Name: "image", FieldType: FieldType.Bytes });

    /// <summary>
    /// Any image, because the decoder tells what it is. A foreign page may not send one without asking, as with JSON.
    /// </summary>
    public static bool IsType(string contentType) =>
        contentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        || contentType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same request as JSON, for one way into all calls.</summary>
    public static ArraySegment<byte> AsJson(
        ArraySegment<byte> image,
        IQueryCollection parameters,
        MessageDescriptor message
    )
    {
        var json = new MemoryStream(image.Count / 3 * 4 + 256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in parameters)
                if (JsonFields.Find(message, name)?.FieldType == FieldType.Bool && bool.TryParse(values, out var yes))
                    writer.WriteBoolean(name, yes);
                else
                    writer.WriteString(name, values.ToString());
            writer.WriteBase64String(Field(message)!.JsonName, image);
            writer.WriteEndObject();
        }
        return new(json.GetBuffer(), 0, (int)json.Length);
    }
}
