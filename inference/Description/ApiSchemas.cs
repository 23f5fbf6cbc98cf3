using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Platform.Inference.Description;

/// <summary>The schemas that the calls refer to, each once.</summary>
/// <param name="comments">by the full names of what they stand above</param>
sealed class ApiSchemas(IReadOnlyDictionary<string, string> comments)
{
    readonly SortedDictionary<string, JsonObject> schemas = new(StringComparer.Ordinal);

    public string Comment(string name) => comments.GetValueOrDefault(name, "");

    /// <summary>All that were referred to.</summary>
    public JsonObject Used() => new(schemas.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));

    /// <param name="protoNames">whether fields have the names of the .proto, else those of its JSON mapping</param>
    public JsonObject Reference(MessageDescriptor message, bool protoNames)
    {
        var name = message.FullName.Replace($"{message.File.Package}.", "");
        if (!schemas.ContainsKey(name))
        {
            var schema = schemas[name] = new() { ["type"] = "object" };
            if (Comment(message.FullName) is { Length: > 0 } comment)
                schema["description"] = comment;
            var properties = new JsonObject();
            foreach (var field in message.Fields.InDeclarationOrder())
                properties[protoNames ? field.Name : field.JsonName] = Described(field, protoNames);
            schema["properties"] = properties;
        }
        return Reference(name);
    }

    /// <param name="schema">made at the first reference</param>
    public JsonObject Reference(string name, Func<JsonObject> schema)
    {
        if (!schemas.ContainsKey(name))
            schemas[name] = schema();
        return Reference(name);
    }

    /// <summary>Of a type that is written as JSON as it is: properties in the names of the web.</summary>
    public JsonObject Reference(Type type) =>
        Reference(
            type.DeclaringType?.Name ?? type.Name,
            () =>
            {
                var properties = new JsonObject();
                foreach (var property in type.GetProperties())
                    properties[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = One(property.PropertyType);
                return new() { ["type"] = "object", ["properties"] = properties };
            }
        );

    public JsonObject One(FieldDescriptor field, bool protoNames) =>
        field.FieldType switch
        {
            FieldType.Message => Reference(field.MessageType, protoNames),
            FieldType.Enum => new()
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. field.EnumType.Values.Select(v => (JsonNode)v.Name)]),
            },
            FieldType.Bool => new() { ["type"] = "boolean" },
            FieldType.Bytes => new() { ["type"] = "string", ["format"] = "byte" },
            FieldType.String => new() { ["type"] = "string" },
            FieldType.Float or FieldType.Double => new()
            {
                ["type"] = "number",
                ["format"] = field.FieldType.ToString().ToLowerInvariant(),
            },
            var whole => new() { ["type"] = "integer", ["format"] = whole.ToString().ToLowerInvariant() },
        };

    JsonObject One(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            var schema = One(inner);
            schema["nullable"] = true;
            return schema;
        }
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => new() { ["type"] = "boolean" },
            TypeCode.Double => new() { ["type"] = "number", ["format"] = "double" },
            TypeCode.Int64 => new() { ["type"] = "integer", ["format"] = "int64" },
            TypeCode.DateTime => new() { ["type"] = "string", ["format"] = "date-time" },
            TypeCode.String => new() { ["type"] = "string", ["nullable"] = true },
            _ => Reference(type),
        };
    }

    JsonObject Described(FieldDescriptor field, bool protoNames)
    {
        JsonObject schema;
        if (field.IsMap)
        {
            var value = One(field.MessageType.FindFieldByName("value"), protoNames);
            schema = new() { ["type"] = "object", ["additionalProperties"] = value };
        }
        else
        {
            schema = One(field, protoNames);
            if (field.IsRepeated)
                schema = new() { ["type"] = "array", ["items"] = schema };
        }
        return Comment(field.FullName) is { Length: > 0 } comment
            ? new() { ["allOf"] = new JsonArray(schema), ["description"] = comment }
            : schema;
    }

    static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
}
