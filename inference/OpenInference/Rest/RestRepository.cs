using System.Text.Json;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;
using Platform.Shared;
using static Platform.Inference.OpenInference.Rest.JsonReading;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>What bundles there are, and which of them are served. Their bodies may be empty.</summary>
static class RestRepository
{
    public static async Task IndexAsync(RestCall call)
    {
        var request = new RepositoryIndexRequest();
        Read(
            await call.BodyAsync(),
            (ref Utf8JsonReader reader, string name) =>
            {
                if (name != "ready")
                    throw Unknown(name, "ready");
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                    throw new InputException("ready: must be true or false");
                request.Ready = reader.GetBoolean();
            }
        );
        await call.BytesAsync(
            JsonBytes.Of(writer =>
            {
                writer.WriteStartArray();
                foreach (var model in call.Protocol.RepositoryIndex(request).Models)
                    MessageJson.Write(writer, model);
                writer.WriteEndArray();
            })
        );
    }

    public static async Task LoadAsync(RestCall call)
    {
        var request = new RepositoryModelLoadRequest { ModelName = call.Model };
        request.Parameters.Add(ReadParameters(await call.BodyAsync()));
        await call.Protocol.LoadAsync(request, call.Context.RequestAborted);
        await call.JsonAsync(new RepositoryModelLoadResponse());
    }

    public static async Task UnloadAsync(RestCall call)
    {
        var request = new RepositoryModelUnloadRequest { ModelName = call.Model };
        request.Parameters.Add(ReadParameters(await call.BodyAsync()));
        await call.Protocol.UnloadAsync(request, call.Context.RequestAborted);
        await call.JsonAsync(new RepositoryModelUnloadResponse());
    }

    static Dictionary<string, ModelRepositoryParameter> ReadParameters(ArraySegment<byte> body)
    {
        var parameters = new Dictionary<string, InferParameter>(StringComparer.Ordinal);
        Read(
            body,
            (ref Utf8JsonReader reader, string name) =>
            {
                if (name != "parameters")
                    throw Unknown(name, "parameters");
                Parameters(ref reader, name, parameters);
            }
        );
        return parameters.ToDictionary(
            p => p.Key,
            p =>
                p.Value.ParameterChoiceCase switch
                {
                    InferParameter.ParameterChoiceOneofCase.BoolParam => new() { BoolParam = p.Value.BoolParam },
                    InferParameter.ParameterChoiceOneofCase.StringParam => new() { StringParam = p.Value.StringParam },
                    InferParameter.ParameterChoiceOneofCase.Int64Param => new() { Int64Param = p.Value.Int64Param },
                    _ => new ModelRepositoryParameter(),
                }
        );
    }

    delegate void Field(ref Utf8JsonReader reader, string name);

    static void Read(ArraySegment<byte> body, Field field)
    {
        if (body.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            return;
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            StartObject(ref reader, "the body");
            while (NextField(ref reader, out var name))
                field(ref reader, name);
            while (reader.Read()) { } // what follows the object is malformed, too
        }
        catch (JsonException e)
        {
            throw JsonFields.Malformed(e);
        }
    }

    static InputException Unknown(string name, string known) => new($"{name}: no such field; {known} can be given");
}
