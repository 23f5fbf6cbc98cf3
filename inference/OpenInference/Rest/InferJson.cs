using System.Text.Json;
using Google.Protobuf;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;
using Platform.Shared;
using static Platform.Inference.OpenInference.Rest.JsonReading;
using static Platform.Protos.OpenInference.ModelInferRequest.Types;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>Reads a request for inference: JSON, and the binary tensors that it announces behind it.</summary>
/// <param name="most">bytes of one tensor</param>
sealed class InferJson(string model, string version, int most)
{
    readonly ModelInferRequest message = new() { ModelName = model, ModelVersion = version };
    readonly Dictionary<string, bool> binary = new(StringComparer.Ordinal);
    readonly Dictionary<string, InferParameter> parameters = new(StringComparer.Ordinal);
    ReadOnlyMemory<byte> tail;

    /// <param name="length">of the JSON at the body's start</param>
    /// <exception cref="InputException">It is no such request.</exception>
    public RestRequest Read(ArraySegment<byte> body, int length)
    {
        if (length > body.Count)
            throw new InputException($"Inference-Header-Content-Length {length}: the body has {body.Count} bytes");
        tail = body[length..];
        try
        {
            Request(body[..length]);
        }
        catch (JsonException e)
        {
            throw JsonFields.Malformed(e);
        }
        if (tail.Length > 0)
            throw new InputException(
                $"{tail.Length} bytes behind the tensors: each binary one says its length in the "
                    + "parameter binary_data_size of its input, and the JSON's is in Inference-Header-Content-Length"
            );
        var all = Flag(parameters, "binary_data_output", "parameter 'binary_data_output'");
        message.Parameters.Add(parameters);
        return new(message, all ?? false, binary);
    }

    void Request(ArraySegment<byte> json)
    {
        if (json.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            throw new InputException("the body is empty; send a JSON object with id, parameters, inputs, outputs");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        StartObject(ref reader, "the body");
        while (NextField(ref reader, out var name))
            switch (name)
            {
                case "id":
                    message.Id = TextOrNothing(ref reader, name);
                    break;
                case "model_name":
                    CheckSame(TextOrNothing(ref reader, name), model, name);
                    break;
                case "model_version":
                    CheckSame(TextOrNothing(ref reader, name), version, name);
                    break;
                case "parameters":
                    Parameters(ref reader, name, parameters);
                    break;
                case "inputs":
                    StartArray(ref reader, name);
                    while (NextItem(ref reader))
                        Input(ref reader);
                    break;
                case "outputs":
                    if (reader.TokenType == JsonTokenType.Null)
                        break;
                    StartArray(ref reader, name);
                    while (NextItem(ref reader))
                        Output(ref reader);
                    break;
                default:
                    throw new InputException(
                        $"{name}: a request has no such field; it has id, parameters, inputs, outputs"
                    );
            }
        while (reader.Read()) { } // what follows the object is malformed, too
    }

    /// <summary>KServe's client says in the body, too, what the path says.</summary>
    static void CheckSame(string given, string path, string name)
    {
        if (given != "" && given != path && path != "")
            throw new InputException($"{name} '{given}': the path names '{path}'; leave it out");
    }

    void Input(ref Utf8JsonReader reader)
    {
        var tensor = new InferInputTensor();
        var data = reader;
        var hasData = false;
        var own = new Dictionary<string, InferParameter>(StringComparer.Ordinal);
        StartObject(ref reader, "inputs");
        while (NextField(ref reader, out var name))
            switch (name)
            {
                case "name":
                    tensor.Name = Text(ref reader, "inputs.name");
                    break;
                case "datatype":
                    tensor.Datatype = Text(ref reader, "inputs.datatype");
                    break;
                case "shape":
                    StartArray(ref reader, "inputs.shape");
                    while (NextItem(ref reader))
                        Add(tensor.Shape, Whole(ref reader, "inputs.shape"), "inputs.shape");
                    break;
                case "parameters":
                    Parameters(ref reader, "inputs.parameters", own);
                    break;
                case "data": // read when its datatype is known
                    data = reader;
                    hasData = reader.TokenType != JsonTokenType.Null;
                    reader.Skip();
                    break;
                default:
                    throw new InputException(
                        $"{name}: an input has no such field; it has name, shape, datatype, parameters, data"
                    );
            }
        var raw = Raw(tensor, own, ref data, hasData);
        tensor.Parameters.Add(own);
        Add(message.Inputs, tensor, "inputs");
        message.RawInputContents.Add(raw);
    }

    ByteString Raw(
        InferInputTensor tensor,
        Dictionary<string, InferParameter> own,
        ref Utf8JsonReader data,
        bool hasData
    )
    {
        var what = $"input '{tensor.Name}' for model '{model}'";
        if (own.Remove("binary_data_size", out var size))
        {
            if (hasData)
                throw new InputException($"{what}: both data and binary_data_size; give one");
            if (size is not { HasInt64Param: true, Int64Param: >= 0 })
                throw new InputException($"{what}: parameter 'binary_data_size' must be a number of bytes");
            if (size.Int64Param > tail.Length)
                throw new InputException(
                    $"{what}: binary_data_size is {size.Int64Param}, and {tail.Length} bytes are "
                        + "left in the body; Inference-Header-Content-Length says where they begin"
                );
            var raw = tail[..(int)size.Int64Param];
            tail = tail[raw.Length..];
            return UnsafeByteOperations.UnsafeWrap(raw);
        }
        if (own.Keys.Any(k => k.StartsWith("shared_memory_", StringComparison.Ordinal)))
            return ByteString.Empty;
        if (!hasData)
            throw new InputException($"{what}: no data; give data, or binary_data_size with bytes behind the JSON");
        if (tensor.Datatype == "BYTES" && own.GetValueOrDefault("content_type")?.StringParam == "base64")
            own.Remove("content_type"); // MLServer's, and what it is anyway
        return TensorJson.Read(ref data, tensor.Datatype, what, most);
    }

    void Output(ref Utf8JsonReader reader)
    {
        var output = new InferRequestedOutputTensor();
        var own = new Dictionary<string, InferParameter>(StringComparer.Ordinal);
        StartObject(ref reader, "outputs");
        while (NextField(ref reader, out var name))
            switch (name)
            {
                case "name":
                    output.Name = Text(ref reader, "outputs.name");
                    break;
                case "parameters":
                    Parameters(ref reader, "outputs.parameters", own);
                    break;
                default:
                    throw new InputException($"{name}: an output has no such field; it has name, parameters");
            }
        if (Flag(own, "binary_data", $"parameter 'binary_data' of output '{output.Name}'") is { } form)
            binary[output.Name] = form;
        output.Parameters.Add(own);
        Add(message.Outputs, output, "outputs");
    }

    /// <summary>Takes a parameter out that says a form.</summary>
    static bool? Flag(Dictionary<string, InferParameter> parameters, string name, string what) =>
        !parameters.Remove(name, out var value) ? null
        : value.HasBoolParam ? value.BoolParam
        : throw new InputException($"{what}: must be true or false");
}
