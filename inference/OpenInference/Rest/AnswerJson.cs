using System.Text.Json;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>An answer of a model as JSON.</summary>
static class AnswerJson
{
    /// <param name="binary">lengths of the outputs that follow as binary, by their names</param>
    public static ReadOnlyMemory<byte> Of(InferenceAnswer answer, IReadOnlyDictionary<string, int> binary) =>
        JsonBytes.Of(writer =>
        {
            writer.WriteStartObject();
            if (answer.Request.Id != "")
                writer.WriteString("id", answer.Request.Id);
            writer.WriteString("model_name", answer.Request.ModelName);
            writer.WriteString("model_version", answer.Version);
            if (answer.SaysFinal)
            {
                writer.WriteStartObject("parameters");
                writer.WriteBoolean(InferenceParameters.Final, true);
                writer.WriteEndObject();
            }
            writer.WriteStartArray("outputs");
            foreach (var output in answer.Outputs)
                Write(writer, output, binary.TryGetValue(output.Name, out var length) ? length : null);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    /// <param name="binary">its length; null where its elements are here</param>
    static void Write(Utf8JsonWriter writer, OutputTensor output, int? binary)
    {
        writer.WriteStartObject();
        writer.WriteString("name", output.Name);
        writer.WriteString("datatype", output.Datatype);
        writer.WriteStartArray("shape");
        foreach (var length in output.Shape)
            writer.WriteNumberValue(length);
        writer.WriteEndArray();
        if (binary is not null || output.IsFile)
        {
            writer.WriteStartObject("parameters");
            if (binary is { } size)
                writer.WriteNumber("binary_data_size", size);
            else
                writer.WriteString("content_type", "base64"); // MLServer's
            writer.WriteEndObject();
        }
        if (binary is null)
            WriteData(writer, output);
        writer.WriteEndObject();
    }

    static void WriteData(Utf8JsonWriter writer, OutputTensor output)
    {
        writer.WriteStartArray("data");
        switch (output.Values)
        {
            case float[] floats:
                foreach (var number in floats)
                    writer.WriteNumberValue(number);
                break;
            case bool[] bools:
                foreach (var flag in bools)
                    writer.WriteBooleanValue(flag);
                break;
            case byte[] levels:
                foreach (var level in levels)
                    writer.WriteNumberValue(level);
                break;
            case byte[][] elements when output.IsFile:
                foreach (var element in elements)
                    writer.WriteBase64StringValue(element);
                break;
            case byte[][] elements:
                foreach (var element in elements)
                    writer.WriteStringValue(element);
                break;
        }
        writer.WriteEndArray();
    }
}
