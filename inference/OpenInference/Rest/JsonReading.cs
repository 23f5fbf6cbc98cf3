using System.Text.Json;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;
using Platform.Shared;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>Steps through JSON that is read once: a request may be as large as a batch of images.</summary>
static class JsonReading
{
    /// <summary>Of inputs, outputs, parameters and dimensions: far more than any model has.</summary>
    const int Most = 64;

    public static void StartObject(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InputException($"{what}: must be a JSON object");
    }

    public static void StartArray(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new InputException($"{what}: must be an array");
    }

    /// <summary>Moves to the value of the next field; false at the object's end.</summary>
    public static bool NextField(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        name = "";
        if (reader.TokenType != JsonTokenType.PropertyName)
            return false;
        name = JsonFields.Text(ref reader, "a field's name");
        reader.Read();
        return true;
    }

    /// <summary>Moves to the next item; false at the array's end.</summary>
    public static bool NextItem(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Adds one more, where there is room.</summary>
    /// <exception cref="InputException">There are too many.</exception>
    public static void Add<T>(ICollection<T> all, T one, string what)
    {
        if (all.Count == Most)
            throw TooMany(what);
        all.Add(one);
    }

    static InputException TooMany(string what) => new($"{what}: more than {Most}");

    public static string Text(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.String
            ? JsonFields.Text(ref reader, name)
            : throw new InputException($"{name}: must be a string");

    /// <summary>"" for null.</summary>
    public static string TextOrNothing(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Null ? "" : Text(ref reader, name);

    public static long Whole(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            ? number
            : throw new InputException($"{name}: must be whole numbers");

    /// <summary>Adds an object's fields, each a string, a number, true or false.</summary>
    public static void Parameters(ref Utf8JsonReader reader, string what, Dictionary<string, InferParameter> parameters)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        StartObject(ref reader, what);
        while (NextField(ref reader, out var name))
        {
            if (parameters.Count == Most)
                throw TooMany(what);
            parameters[name] = reader.TokenType switch
            {
                JsonTokenType.True or JsonTokenType.False => new() { BoolParam = reader.GetBoolean() },
                JsonTokenType.String => new() { StringParam = JsonFields.Text(ref reader, name) },
                JsonTokenType.Number when reader.TryGetInt64(out var whole) => new() { Int64Param = whole },
                JsonTokenType.Number when reader.TryGetUInt64(out var large) => new() { Uint64Param = large },
                JsonTokenType.Number => new() { DoubleParam = reader.GetDouble() },
                _ => throw new InputException($"parameter '{name}': must be a string, a number, true or false"),
            };
        }
    }
}
